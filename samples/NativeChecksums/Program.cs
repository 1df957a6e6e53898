using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Checksums;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Perdure;

if (args.Length > 2 || args is [['-', ..], ..])
{
    Console.Error.WriteLine("usage: NativeChecksums [FOLDER [DOCUMENT]]");
    return 2;
}

var folder = Path.GetFullPath(args is [var path, ..] ? path : Path.Combine(AppContext.BaseDirectory, "Letters"));
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
    var client = host.Services.GetRequiredService<WorkflowClient>();
    Console.WriteLine(args is [_, var document] ? await PublishAsync(client, document) : await MakeAsync(client));
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    return 130;
}

await host.StopAsync(CancellationToken.None);
return 0;

async Task<string> MakeAsync(WorkflowClient client)
{
    var run = await client.StartAsync(MakeManifest.Definition, new Folder(folder), new() { Key = KeyOf(folder) }, stopping);
    return (await run.GetResultAsync(stopping)).Text;
}

// A document that comes from outside: planned, checked and run by a program without reflection.
async Task<string?> PublishAsync(WorkflowClient client, string document)
{
    var workflow = await client.PublishAsync(await File.ReadAllTextAsync(document, stopping), stopping);
    var run = await client.StartAsync(workflow, JsonSerializer.SerializeToElement(new Folder(folder), ChecksumsJson.Default.Folder), cancellationToken: stopping);
    return (await run.GetResultAsync(stopping)).GetString();
}

// The folder and when it, or a file of it, last changed: a program that is started again goes on with its run, and a folder that has changed since is listed anew. Hashed, since a path may be longer than a key.
static string KeyOf(string folder)
{
    var changed = Directory.GetFiles(folder).Select(File.GetLastWriteTimeUtc).Append(Directory.GetLastWriteTimeUtc(folder)).Max();
    return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{folder}\n{changed:O}")));
}
