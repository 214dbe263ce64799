using Dunes.Testing;

[assembly: AssemblyFixture(typeof(PostgresServer))]
