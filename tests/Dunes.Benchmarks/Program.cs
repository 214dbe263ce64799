using Dunes.Benchmarks;
using Dunes.Benchmarks.Journal;
using Dunes.Benchmarks.Keys;
using Dunes.Benchmarks.Load;

return args switch
{
    ["load", ..] => await LoadBenchmark.RunAsync(new Arguments(args)),
    ["idle", ..] => await IdleSessionsBenchmark.RunAsync(new Arguments(args)),
    ["journal", ..] => await JournalBenchmark.RunAsync(new Arguments(args)),
    ["keys", ..] => await KeysBenchmark.RunAsync(new Arguments(args)),
    ["yarp", var url, var upstream] => await PlainProxy.RunAsync(url, upstream),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        usage: Dunes.Benchmarks load    [--connections 1,16,64] [--seconds 10] [--warm-up 5] [--provider PostgreSql|Sqlite] [--targets direct,YARP,gateway]
               Dunes.Benchmarks idle    [--sessions 10000] [--provider PostgreSql|Sqlite]
               Dunes.Benchmarks journal [--provider PostgreSql|Sqlite] [--contexts 64] [--seconds 10]
               Dunes.Benchmarks keys    [--nodes 1,3] [--keys 1,1000] [--connections 1,16,64] [--seconds 10] [--warm-up 10] [--operations sign,verify,encrypt,batch-encrypt,batch-verify]
               Dunes.Benchmarks yarp URL UPSTREAM
        """);
    return 2;
}
