using Perdure.Cli;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
return await new PerdureCommand(Console.Out, Console.Error, Environment.CurrentDirectory).RunAsync(args, stop.Token).ConfigureAwait(false);
