namespace Perdure.Bench.Children;

/// <summary>The last lines of what a program said, for the message when it fails.</summary>
internal sealed class Tail
{
    private const int Kept = 15;

    private readonly Queue<string> lines = new();

    public void Add(string line)
    {
        lock (this.lines)
        {
            this.lines.Enqueue(line);
            if (this.lines.Count > Kept)
            {
                this.lines.Dequeue();
            }
        }
    }

    public override string ToString()
    {
        lock (this.lines)
        {
            return string.Join('\n', this.lines);
        }
    }
}
