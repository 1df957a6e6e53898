using System.Security.Cryptography;
using System.Text;
using Checksums;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Perdure;

if (args is not ([] or [not ['-', ..]]))
{
    Console.Error.WriteLine("usage: NativeChecksums [FOLDER]");
    return 2;
}

var folder = Path.GetFullPath(args is [var path] ? path : Path.Combine(AppContext.BaseDirectory, "Letters"));
if (!Directory.Exists(folder))
{
    Console.Error.WriteLine($"There is no folder '{folder}'");
    return 1;
}

var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
builder.Logging.SetMinimumLevel(LogLevel.Error);
builder.Services.AddPerdure(perdure =>
    (Environment.GetEnvironmentVariable("PERDURE_POSTGRES") is { Length: > 0 } database ? perdure.UsePostgres(database) : perdure.UseEmbeddedPostgres()).AddWorkflows());
using var host = builder.Build();
var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
try
{
    await host.StartAsync(stopping);
    var run = await host.Services.GetRequiredService<WorkflowClient>().StartAsync(MakeManifest.Definition, new Folder(folder), new() { Key = KeyOf(folder) }, stopping);
    Console.WriteLine((await run.GetResultAsync(stopping)).Text);
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    return 130;
}

await host.StopAsync(CancellationToken.None);
return 0;

// The folder and when it, or a file of it, last changed: a program that is started again goes on with its run, and a folder that has changed since is listed anew. Hashed, since a path may be longer than a key.
static string KeyOf(string folder)
{
    var changed = Directory.GetFiles(folder).Select(File.GetLastWriteTimeUtc).Append(Directory.GetLastWriteTimeUtc(folder)).Max();
    return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{folder}\n{changed:O}")));
}
