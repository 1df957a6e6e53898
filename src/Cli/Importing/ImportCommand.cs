using Perdure.Cli.Agents;
using Perdure.Importers;
using Perdure.Planning;

namespace Perdure.Cli.Importing;

/// <summary>Writes workflow documents and agents from documents of others. Where anything is refused, nothing is written.</summary>
/// <param name="output">Takes what was done.</param>
/// <param name="errors">Takes what is refused.</param>
/// <param name="folder">The folder that paths are relative to.</param>
internal sealed class ImportCommand(TextWriter output, TextWriter errors, string folder)
{
    private static readonly string[] Families = ["strands", "adk", "langgraph"];

    public async Task<int> RunAsync(string family, string file, CommandLine line, CancellationToken cancellationToken)
    {
        if (!Families.Contains(family)) throw new CommandFailure($"'{family}' is no family of documents{(NearNames.Find(family, Families) is { } meant ? $": did you mean '{meant}'" : $": there are {string.Join(", ", Families)}")}");
        ImportOptions options = Options(line.Allow(["name", "namespace", "out", "overwrite", .. family == "langgraph" ? ["state", "branch"] : Array.Empty<string>()]));
        SourceFile source = await ReadAsync(file, cancellationToken).ConfigureAwait(false);
        string place = Path.GetFullPath(line.Find("out") ?? ".", folder);
        ImportResult result = family switch
        {
            "adk" => AdkImporter.Import(source, Open, options),
            "langgraph" => LangGraphImporter.Import(source, [.. Contracts(place)], options),
            _ => StrandsImporter.Import(source, options),
        };
        if (result.Refusals.Count > 0) return await RefuseAsync(result.Refusals).ConfigureAwait(false);
        (string Path, string Text, bool IsThere)[] files = [.. result.Files.Select(one => Look(Path.Combine(place, one.Name), one.Text, line.Has("overwrite")))];
        Directory.CreateDirectory(place);
        await FilesTogether.WriteAsync([.. files.Where(static one => !one.IsThere).Select(static one => (one.Path, one.Text))], cancellationToken).ConfigureAwait(false);
        foreach ((string path, _, bool isThere) in files)
        {
            await output.WriteLineAsync($"{Relative(path)}: {(isThere ? "as it is" : "written")}").ConfigureAwait(false);
        }

        foreach (string note in result.Notes) await output.WriteLineAsync($"  {note}").ConfigureAwait(false);
        return PerdureCommand.Done;
    }

    private static ImportOptions Options(CommandLine line)
    {
        var options = new ImportOptions { Name = line.Find("name"), State = line.Find("state"), Branches = Branches(line.Find("branch")) };
        if (line.Find("namespace") is not { } written) return options;
        return Namespaces.IsOne(written) ? options with { Namespace = written } : throw new CommandFailure($"'{written}' is no namespace: write it as Shop.Reports");
    }

    private static Dictionary<string, string> Branches(string? written)
    {
        Dictionary<string, string> branches = new(StringComparer.Ordinal);
        foreach (string branch in written?.Split(',') ?? [])
        {
            if (branch.Split('=') is not [{ Length: > 0 } node, { Length: > 0 } member] || !branches.TryAdd(node, member)) throw new CommandFailure($"'{branch}' is no branch: --branch is as review=verdict, and several with commas between them");
        }

        return branches;
    }

    private async Task<SourceFile> ReadAsync(string file, CancellationToken cancellationToken)
    {
        string path = Path.GetFullPath(file, folder);
        if (!File.Exists(path)) throw new CommandFailure($"there is no file {Relative(path)}");
        return Source(Relative(path), path, await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Another file of the same document.</summary>
    private SourceFile? Open(string file) => Path.GetFullPath(file, RealPath.Of(folder)) is var path && File.Exists(path) ? Source(file, path, File.ReadAllText(path)) : null;

    /// <summary>A file that knows where its path leads.</summary>
    private SourceFile Source(string name, string path, string text) => new(Slashed(name), text) { Target = Slashed(Path.GetRelativePath(RealPath.Of(folder), RealPath.Of(path))) };

    private static string Slashed(string path) => path.Replace('\\', '/');

    /// <summary>The contracts below a folder.</summary>
    private IEnumerable<SourceFile> Contracts(string place) => Directory.Exists(place) ? ContractText.FilesIn(place).Select(path => new SourceFile(Slashed(Relative(path)), File.ReadAllText(path))) : [];

    /// <summary>Looks whether a file is there and can be written, before any is.</summary>
    private (string Path, string Text, bool IsThere) Look(string path, string text, bool mayOverwrite)
    {
        if (Directory.Exists(path)) throw new CommandFailure($"{Relative(path)} is a folder: move it, or write into another by --out");
        bool isThere = File.Exists(path);
        bool isSame = isThere && File.ReadAllText(path) == text;
        return isThere && !isSame && !mayOverwrite ? throw new CommandFailure($"{Relative(path)} is there already and says something else: --overwrite writes it anew") : (path, text, isSame);
    }

    private async Task<int> RefuseAsync(IReadOnlyList<ImportRefusal> refusals)
    {
        foreach (ImportRefusal refusal in refusals) await errors.WriteLineAsync($"perdure: {refusal}").ConfigureAwait(false);
        await errors.WriteLineAsync($"perdure: nothing was written, since {(refusals.Count == 1 ? "one thing is" : $"{refusals.Count} things are")} not imported").ConfigureAwait(false);
        return PerdureCommand.Failed;
    }

    private string Relative(string path) => Path.GetRelativePath(folder, path);
}
