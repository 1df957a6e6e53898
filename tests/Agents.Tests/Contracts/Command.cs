using Perdure.Cli;

namespace Perdure.Agents.Tests.Contracts;

/// <summary>The command <c>perdure</c> in a folder of its own.</summary>
internal sealed class Command : IDisposable
{
    private readonly StringWriter output = new() { NewLine = "\n" };
    private readonly StringWriter errors = new() { NewLine = "\n" };

    public string Folder { get; } = Directory.CreateTempSubdirectory("perdure-cli-").FullName;

    public string Output => output.ToString();

    public string Errors => errors.ToString();

    public Task<int> RunAsync(params string[] args)
    {
        output.GetStringBuilder().Clear();
        errors.GetStringBuilder().Clear();
        return new PerdureCommand(output, errors, Folder).RunAsync(args, TestContext.Current.CancellationToken);
    }

    public string Read(string file) => File.ReadAllText(Path.Combine(Folder, file));

    public void Write(string file, string text) => File.WriteAllText(Path.Combine(Folder, file), text);

    /// <summary>Says in the folder's configuration where a runtime is.</summary>
    public void Configure(string runtime, string endpoint, Uri url) =>
        Write("appsettings.json", $$"""{ "Perdure": { "Agents": { "{{runtime}}": { "{{endpoint}}": { "Url": "{{url}}", "ApiKey": "the-secret-key" } } } } }""");

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
