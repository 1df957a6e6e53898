using System.Globalization;
using Perdure;

// Another user of an embedded server, in a process of its own: `<folder> shared|temporary`. It says where the server
// is, and stays until its input ends or somebody kills it.
var options = new EmbeddedPostgresOptions
{
    Folder = args[0],
    Lifetime = args[1] == "temporary" ? EmbeddedPostgresLifetime.Temporary : EmbeddedPostgresLifetime.Shared,
    Durable = false,
};
await using var server = await EmbeddedPostgres.StartAsync(options);
await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{server.ProcessId} {server.Port} {server.WasAdopted} {server.Folder}"));
await Console.In.ReadToEndAsync();
