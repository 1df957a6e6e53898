using System.Text.RegularExpressions;

namespace Perdure.Planning.Tests.Sketching;

/// <summary>Queues and their keys, as a sketch writes them: <c>queue gpu</c>, <c>key Tenant(Doc doc)</c>, <c>[OnQueue(gpu, Key = Tenant)]</c>.</summary>
internal sealed partial class Sketch
{
    private readonly List<string> queues = [];
    private readonly List<QueueKeyDescription> keys = [];

    private static bool IsQueue(string line) => QueueLine().IsMatch(line);

    private void ReadQueues(string[] lines)
    {
        foreach (Match match in lines.Select(line => QueueLine().Match(line)).Where(match => match.Success))
        {
            string name = match.Groups["name"].Value;
            if (match.Groups["what"].Value == "queue") queues.Add(name);
            else keys.Add(new QueueKeyDescription(name, new(Split(match.Groups["rest"].Value).Select(Parameter))) { Problem = match.Groups["problem"].Success ? match.Groups["problem"].Value : null });
        }
    }

    private OnQueueDescription? OnQueue(Marks marks) => marks.Value("OnQueue") is { } queue
        ? new OnQueueDescription(queue, marks.Named("OnQueue", "Key")) { Method = keys.Find(key => key.Name == marks.Named("OnQueue", "Key")) }
        : null;

    [GeneratedRegex(@"^(?<what>queue|key)\s+(?<name>\w+)(\((?<rest>.*)\))?(\s*!\s*(?<problem>.*))?$")]
    private static partial Regex QueueLine();
}
