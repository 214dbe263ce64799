namespace Dunes.Cryptography.Tests.Vectors;

/// <summary>No vector is skipped in silence: this prints the ones that cannot be asked, and fails when there are more or other ones.</summary>
public sealed class InexpressibleTests
{
    [Fact]
    public void Only_the_listed_cases_do_not_run()
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var total = 0;
        foreach (var (file, reasonOf) in Inexpressible.Files)
        {
            foreach (var (group, test) in VectorFiles.Cases(VectorFiles.Wycheproof(file)))
            {
                total++;
                if (reasonOf(group) is not { } reason)
                    continue;
                counts[reason] = counts.GetValueOrDefault(reason) + 1;
                TestContext.Current.TestOutputHelper!.WriteLine($"{file}, {test.Label()}: {reason}");
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{total} cases; {counts.Values.Sum()} cannot be expressed.");
        Assert.Equal([KeyValuePair.Create(Inexpressible.OtherNonceSizes, 119), KeyValuePair.Create(Inexpressible.ExpandedKeys, 18)], counts);
    }

    [Fact]
    public void Every_file_of_Wycheproof_is_used() =>
        Assert.Equal(VectorFiles.WycheproofNames().Order(StringComparer.Ordinal), Inexpressible.Files.Keys.Order(StringComparer.Ordinal));
}
