using System.Reflection;
using System.Xml.Linq;
using Dunes.Abstractions.Sessions;

namespace Dunes.Server.Tests;

/// <summary>Dependencies point one way: Server → {Gateway, Grains} → {Abstractions, Storage} → {Cryptography, Maml, Transparency}.</summary>
public sealed class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Dunes.Server"] = ["Dunes.Gateway", "Dunes.Grains", "Dunes.Abstractions", "Dunes.Storage", "Dunes.Cryptography", "Dunes.Maml", "Dunes.Transparency"],
        ["Dunes.Gateway"] = ["Dunes.Abstractions", "Dunes.Cryptography", "Dunes.Maml", "Dunes.Transparency"],
        ["Dunes.Grains"] = ["Dunes.Abstractions", "Dunes.Storage", "Dunes.Cryptography", "Dunes.Maml", "Dunes.Transparency"],
        ["Dunes.Storage"] = ["Dunes.Abstractions", "Dunes.Cryptography", "Dunes.Maml", "Dunes.Transparency"],
        ["Dunes.Abstractions"] = ["Dunes.Cryptography", "Dunes.Maml", "Dunes.Transparency"],
        ["Dunes.Maml"] = ["Dunes.Cryptography"],
        ["Dunes.Cryptography"] = [],
        ["Dunes.Transparency"] = [],
        ["Dunes.DemoUpstream"] = [],
    };

    private static readonly string Repository = FindRepository();

    public static TheoryData<string> Projects => [.. Directory.GetDirectories(Path.Combine(Repository, "src")).Select(d => Path.GetFileName(d)!)
        .Where(name => File.Exists(ProjectFile(name)))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_lies_below_it(string project)
    {
        Assert.True(Allowed.ContainsKey(project), $"{project} has no place in the order of dependencies: give it one here and in the design.");
        var references = XDocument.Load(ProjectFile(project)).Descendants("ProjectReference")
            .Where(reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
        Assert.Empty(references.Except(Allowed[project]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void An_assembly_uses_only_what_lies_below_it(string project)
    {
        // The demo upstream is a program of its own that nothing here loads.
        if (project == "Dunes.DemoUpstream")
            return;
        var used = Load(project).GetReferencedAssemblies().Select(name => name.Name!).Where(name => name.StartsWith("Dunes.", StringComparison.Ordinal));
        Assert.Empty(used.Except(Allowed[project]));
    }

    [Theory]
    [InlineData("Dunes.Cryptography")]
    [InlineData("Dunes.Transparency")]
    [InlineData("Dunes.Maml")]
    public void What_lies_at_the_bottom_knows_neither_Orleans_nor_ASP_NET(string project) =>
        Assert.DoesNotContain(
            Load(project).GetReferencedAssemblies(),
            name => name.Name!.StartsWith("Orleans", StringComparison.Ordinal) || name.Name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));

    [Fact]
    public void Folders_are_features()
    {
        string[] banned = ["Utils", "Utilities", "Helpers", "Common", "Managers", "Misc", "Shared"];
        var folders = Directory.EnumerateDirectories(Path.Combine(Repository, "src"), "*", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj", StringComparison.Ordinal) && !path.Contains($"{Path.DirectorySeparatorChar}bin", StringComparison.Ordinal));
        Assert.DoesNotContain(folders, path => banned.Contains(Path.GetFileName(path), StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void Every_grain_interface_and_every_method_of_it_has_an_alias()
    {
        var interfaces = new[] { "Dunes.Abstractions", "Dunes.Grains", "Dunes.Gateway" }
            .SelectMany(project => Load(project).GetTypes())
            .Where(type => type.IsInterface && typeof(IAddressable).IsAssignableFrom(type) && !typeof(IGrainObserver).IsAssignableFrom(type))
            .ToList();
        Assert.Contains(typeof(ISessionGrain), interfaces);
        var nameless = interfaces.SelectMany(type => type.GetMethods().Cast<MemberInfo>().Where(m => m is MethodInfo { IsAbstract: true }).Prepend(type))
            .Where(member => member.GetCustomAttribute<AliasAttribute>() is null)
            .Select(member => $"{member.DeclaringType?.Name}.{member.Name}");
        Assert.Empty(nameless);
    }

    [Fact]
    public void No_source_file_is_longer_than_400_lines()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Repository, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
        Assert.Empty(files.Where(path => File.ReadLines(path).Count() > 400).Select(path => Path.GetRelativePath(Repository, path)));
    }

    private static string ProjectFile(string project) => Path.Combine(Repository, "src", project, $"{project}.csproj");

    private static Assembly Load(string project) => Assembly.Load(project == "Dunes.Server" ? "dunes" : project);

    private static string FindRepository()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            if (File.Exists(Path.Combine(directory.FullName, "Dunes.Cluster.sln")))
                return directory.FullName;
        throw new InvalidOperationException("The tests run outside of the repository.");
    }
}
