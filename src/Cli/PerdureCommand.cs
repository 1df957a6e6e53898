using Perdure.Cli.Agents;
using Perdure.Cli.Importing;

namespace Perdure.Cli;

/// <summary>The command <c>perdure</c>. What it has done goes to the output, what is wrong to the errors; its exit code says which of the two.</summary>
/// <param name="output">Takes what was done.</param>
/// <param name="errors">Takes what is wrong.</param>
/// <param name="folder">The folder that paths are relative to.</param>
internal sealed class PerdureCommand(TextWriter output, TextWriter errors, string folder)
{
    public const int Done = 0;
    public const int Changed = 1;
    public const int Failed = 2;

    private const string Help = """
        perdure agents pull <runtime> --name <agent> [--agent <what>] [--url <address>] [--endpoint <name>] [--out <folder>]
            Asks a runtime what an agent takes and answers, and writes <agent>.agent.json.
            <runtime>    langgraph, mcp, a2a or adk
            --name       the durable name of the agent in this project
            --agent      the assistant or graph (langgraph), the tool (mcp), the app (adk); an A2A address has one agent
            --url        where the runtime is; without it, as configured
            --endpoint   the name of the endpoint in the configuration (default; of mcp and a2a that of the attribute)
            --out        the folder of the file (this one)

        perdure agents refresh [<folder>] [--check]
            Asks the configured runtimes again, and rewrites the files that are no longer so.
            --check      writes nothing: says what has changed, and exits with 1 where something has, with 2 where nobody could be asked

        perdure import <family> <file> [--name <name>] [--namespace <namespace>] [--out <folder>] [--overwrite] [--state <type>] [--branch <node>=<member>]
            Writes a workflow document and the agents that it names from a document of others, or says what in it cannot be carried over.
            <family>     strands (workflow, graph or agent config), adk (agent config) or langgraph (graph or langgraph.json)
            --name       the durable name, where the document has none or another is wanted
            --namespace  the namespace of the classes (Imported)
            --out        the folder of the files (this one)
            --overwrite  writes files anew that are there already
            --state      of a graph of langgraph: the type of its state in C# (any JSON)
            --branch     of a graph of langgraph: <node>=<member>, by which member of the state the conditional edges of a node go; several with commas

        Where runtimes are, and who asks them, is read as the host reads it: Perdure:Agents:<Runtime>:<endpoint> in appsettings.json of the folder, and in the environment.
        Exit codes: 0 done, 1 something has changed (--check), 2 something is wrong.
        """;

    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        try
        {
            CommandLine line = CommandLine.Parse(args);
            return line.Words switch
            {
                [] or ["help", ..] => await HelpAsync().ConfigureAwait(false),
                ["agents", "pull", var runtime] => await PullAsync(line.Allow("name", "agent", "url", "endpoint", "out"), runtime, cancellationToken).ConfigureAwait(false),
                ["agents", "refresh"] => await RefreshAsync(line.Allow("check"), folder, cancellationToken).ConfigureAwait(false),
                ["agents", "refresh", var place] => await RefreshAsync(line.Allow("check"), Path.GetFullPath(place, folder), cancellationToken).ConfigureAwait(false),
                ["import", var family, var file] => await new ImportCommand(output, errors, folder).RunAsync(family, file, line, cancellationToken).ConfigureAwait(false),
                ["import", ..] => throw new CommandFailure("import takes a family of documents and one file, as in: perdure import strands report.json"),
                _ => throw new CommandFailure($"'{string.Join(' ', line.Words)}' is no command of perdure: see perdure help"),
            };
        }
        catch (Exception failure) when (failure is CommandFailure or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"perdure: {failure.Message}").ConfigureAwait(false);
            return Failed;
        }
    }

    private async Task<int> HelpAsync()
    {
        await output.WriteLineAsync(Help).ConfigureAwait(false);
        return Done;
    }

    private async Task<int> PullAsync(CommandLine line, string runtime, CancellationToken cancellationToken)
    {
        string name = line.Need("name");
        if (name.AsSpan().ContainsAny('/', '\\', '@') || name.Any(char.IsControl)) throw new CommandFailure($"'{name}' is no name of an agent: --name is its durable name, as 'desk'");
        string place = Path.GetFullPath(line.Find("out") ?? ".", folder);
        string path = Path.Combine(place, name + ContractText.Suffix);
        if (File.Exists(path)) throw new CommandFailure($"{Relative(path)} is there already: perdure agents refresh asks again for what it says");
        ContractTarget target = ContractTarget.Create(name, runtime, line.Find("endpoint"), line.Find("agent"));
        using var runtimes = new Runtimes(folder, target, line.Find("url"));
        Pulled pulled = await runtimes.AskAsync(target, cancellationToken).ConfigureAwait(false);
        Directory.CreateDirectory(place);
        await File.WriteAllTextAsync(path, pulled.Text, cancellationToken).ConfigureAwait(false);
        await output.WriteLineAsync($"{Relative(path)}: written").ConfigureAwait(false);
        if (pulled.Note is { } note) await output.WriteLineAsync($"  {note}").ConfigureAwait(false);
        return Done;
    }

    private async Task<int> RefreshAsync(CommandLine line, string place, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(place)) throw new CommandFailure($"there is no folder {Relative(place)}");
        bool isCheck = line.Has("check");
        int code = Done;
        foreach (string path in ContractText.FilesIn(place))
        {
            int one = await RefreshAsync(path, place, isCheck, cancellationToken).ConfigureAwait(false);
            code = Math.Max(code, one);
        }

        return code;
    }

    private async Task<int> RefreshAsync(string path, string place, bool isCheck, CancellationToken cancellationToken)
    {
        try
        {
            string old = await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
            ContractTarget target = ContractTarget.Read(old);
            using var runtimes = new Runtimes(place, target, url: null);
            if (!runtimes.IsConfigured(target))
            {
                if (isCheck) throw new CommandFailure($"nobody could be asked whether it has changed, since the endpoint {target.Section} is not configured");
                await output.WriteLineAsync($"{Relative(path)}: not asked, since the endpoint {target.Section} is not configured").ConfigureAwait(false);
                return Done;
            }

            Pulled pulled = await runtimes.AskAsync(target, cancellationToken).ConfigureAwait(false);
            if (pulled.HasNoSchemas && ContractText.HasSchemas(old)) throw new CommandFailure($"it has schemas, and now there are none ({pulled.Note}): it stays as it is. Remove it and pull anew, if that is meant");
            string[] differences = [.. ContractText.Compare(old, pulled.Text)];
            if (differences.Length > 0 && !isCheck) await File.WriteAllTextAsync(path, pulled.Text, cancellationToken).ConfigureAwait(false);
            await output.WriteLineAsync($"{Relative(path)}: {(differences.Length == 0 ? "as it is" : isCheck ? "changed" : "rewritten")}").ConfigureAwait(false);
            foreach (string told in pulled.Note is { } note ? [note, .. differences] : differences) await output.WriteLineAsync($"  {told}").ConfigureAwait(false);
            return differences.Length > 0 && isCheck ? Changed : Done;
        }
        catch (CommandFailure failure)
        {
            await errors.WriteLineAsync($"perdure: {Relative(path)}: {failure.Message}").ConfigureAwait(false);
            return Failed;
        }
    }

    private string Relative(string path) => Path.GetRelativePath(folder, path);
}
