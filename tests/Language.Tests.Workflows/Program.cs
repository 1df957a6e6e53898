using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Perdure.Language.Tests.Workflows;
using Perdure.Storage;

// A worker that dies: `<connection string> <worker name> <after how many commits>`. As a power cut would, it ends in the moment in which a commit was answered and nothing was done about it.
int left = int.Parse(args[2], CultureInfo.InvariantCulture);
PausePoints.Reached = point =>
{
    if (point is "commit answered, not acted on" or "stream appended, not acted on" or "slots granted, nobody told" && Interlocked.Decrement(ref left) <= 0) System.Diagnostics.Process.GetCurrentProcess().Kill();
};
await WorkflowHost.Create(args[0], args[1]).RunAsync();
