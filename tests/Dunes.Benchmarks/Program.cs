using Dunes.Benchmarks.Load;

return args switch
{
    ["yarp", var url, var upstream] => await PlainProxy.RunAsync(url, upstream),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: Dunes.Benchmarks yarp URL UPSTREAM");
    return 2;
}
