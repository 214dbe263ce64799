return await Dunes.Server.Commands.DunesCommandLine.RunAsync(args, Console.Out, Console.Error);
