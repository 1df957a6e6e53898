using System.Globalization;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Finds documents that run each other as children for ever. A class is in no such circle: it cannot name what is generated for a document.</summary>
internal static class DocumentCircles
{
    /// <summary>The same documents, with what is wrong with those in circles: of each circle, at the one whose name comes first.</summary>
    public static CompiledDocument[] Report(CompiledDocument[] documents)
    {
        Dictionary<string, CompiledDocument> byId = new(StringComparer.Ordinal);
        foreach (CompiledDocument document in documents.Where(document => document.Model?.Plan is not null)) byId[Id(document)] = document;
        return [.. documents.Select(document => document.Model?.Plan is not null && Find(document, byId) is { } circle && !circle.Any(id => string.CompareOrdinal(id, Id(document)) < 0)
            ? document with { Findings = new EquatableArray<DocumentFinding>([.. document.Findings, Describe(document, circle)]) }
            : document)];
    }

    /// <summary>The names on a shortest way from a document back to itself, without its own at the beginning; null: there is none.</summary>
    private static string[]? Find(CompiledDocument start, Dictionary<string, CompiledDocument> byId)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        var open = new Queue<(CompiledDocument Document, string[] Way)>();
        open.Enqueue((start, []));
        while (open.Count > 0)
        {
            (CompiledDocument document, string[] way) = open.Dequeue();
            foreach (string child in Children(document))
            {
                if (child == Id(start)) return [.. way, child];
                if (byId.TryGetValue(child, out CompiledDocument? next) && seen.Add(child)) open.Enqueue((next, [.. way, child]));
            }
        }

        return null;
    }

    private static IEnumerable<string> Children(CompiledDocument document)
    {
        PlanModel plan = document.Model!.Plan!;
        bool[] guarded = ChildSteps.Guarded(plan);
        return plan.Steps.Where((step, position) => step.Child is not null && !guarded[position]).Select(step => Id(step.Child!.Name, step.Child.Version));
    }

    private static DocumentFinding Describe(CompiledDocument document, string[] circle)
    {
        PlanStep first = document.Model!.Plan!.Steps.First(step => step.Child is { } child && Id(child.Name, child.Version) == circle[0]);
        Written<string> place = document.File.Reading.Document!.Steps.First(step => step.Id.Value == first.Method).Workflow!;
        string way = string.Join(" → ", circle.Prepend(Id(document)).Select(id => $"'{id}'"));
        return new DocumentFinding(
            DocumentRules.BadReference, place.Range, new EquatableArray<string>([$"'workflow' of step '{first.Method}'", place.Value, $"and so runs itself as a child without end: {way}"]), default);
    }

    private static string Id(CompiledDocument document) => Id(document.Model!.Plan!.Name, document.Model.Plan.Version);

    private static string Id(string name, int version) => $"{name}@{version.ToString(CultureInfo.InvariantCulture)}";
}
