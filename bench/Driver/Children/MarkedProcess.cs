using System.Diagnostics;
using System.Text.Json;

namespace Perdure.Bench.Children;

/// <summary>
/// A program that says where its measured part begins and ends: a line <c>@mark {figures}</c> on its standard output,
/// after which it waits for a line on its standard input.
/// </summary>
internal sealed class MarkedProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly Tail said = new();

    private MarkedProcess(Process process)
    {
        this.process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } text)
            {
                this.said.Add(text);
            }
        };
        process.BeginErrorReadLine();
    }

    public int Id => this.process.Id;

    public static MarkedProcess Start(Launch launch) => new(launch.Start());

    /// <summary>Waits for a mark.</summary>
    /// <returns>The figures that came with it.</returns>
    /// <exception cref="ChildFailedException">The program ended before it.</exception>
    public async Task<IReadOnlyDictionary<string, double>> ReachAsync(string mark, CancellationToken cancellationToken)
    {
        while (await this.process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (Figures(line, mark) is { } figures)
            {
                return figures;
            }

            this.said.Add(line);
        }

        await this.process.WaitForExitAsync(cancellationToken);
        throw new ChildFailedException($"It ended with code {this.process.ExitCode} before '{mark}'. It said last:\n{this.said}");
    }

    /// <summary>Lets it go on after a mark.</summary>
    public async Task GoOnAsync(CancellationToken cancellationToken)
    {
        await this.process.StandardInput.WriteLineAsync("go".AsMemory(), cancellationToken);
        await this.process.StandardInput.FlushAsync(cancellationToken);
    }

    /// <summary>Waits for its end.</summary>
    /// <exception cref="ChildFailedException">It failed.</exception>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await this.process.StandardOutput.ReadToEndAsync(cancellationToken);
        await this.process.WaitForExitAsync(cancellationToken);
        if (this.process.ExitCode != 0)
        {
            throw new ChildFailedException($"It ended with code {this.process.ExitCode}. It said last:\n{this.said}");
        }
    }

    /// <summary>Kills it, as a power cut would: it has no chance to say goodbye.</summary>
    public async Task KillAsync()
    {
        if (!this.process.HasExited)
        {
            this.process.Kill(entireProcessTree: true);
        }

        await this.process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        this.process.Dispose();
    }

    /// <summary>The figures of a line that says a mark; null for any other line.</summary>
    internal static IReadOnlyDictionary<string, double>? Figures(string line, string mark)
    {
        if (!line.StartsWith($"@{mark} ", StringComparison.Ordinal))
        {
            return null;
        }

        using var json = JsonDocument.Parse(line[(mark.Length + 2)..]);
        return json.RootElement.EnumerateObject()
            .Where(figure => figure.Value.ValueKind == JsonValueKind.Number)
            .ToDictionary(figure => figure.Name, figure => figure.Value.GetDouble());
    }
}
