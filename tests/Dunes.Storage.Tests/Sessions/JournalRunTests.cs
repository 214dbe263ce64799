using CsCheck;
using Dunes.Storage.Sessions;

namespace Dunes.Storage.Tests.Sessions;

public sealed class JournalRunTests
{
    [Fact]
    public void Runs_keep_every_append_once_and_each_context_in_order() =>
        Gen.Select(Gen.Int[0, 3], Gen.Long[0, 4]).List[0, 40].Sample(places =>
        {
            var batch = places.Select((place, ticket) => new JournalAppend(new JournalEntry($"{place.Item1}", place.Item2, new byte[32], [], 1, default, "k"), ticket)).ToList();
            var runs = JournalRun.Split(batch);

            Assert.Equal(batch.Select(append => append.Ticket), runs.SelectMany(run => run.Appends).Select(append => append.Ticket).Order());
            Assert.All(runs, run =>
            {
                Assert.All(run.Appends, append => Assert.Equal(run.ContextId, append.Entry.ContextId));
                Assert.Equal(Enumerable.Range(0, run.Appends.Count).Select(index => run.FirstSeq + index), run.Appends.Select(append => append.Entry.Seq));
                Assert.Equal(run.Appends.Select(append => append.Ticket).Order(), run.Appends.Select(append => append.Ticket));
            });
        });
}
