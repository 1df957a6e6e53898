using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Perdure.Payloads;
using Perdure.Planning;
using Perdure.Telemetry;

namespace Perdure.Publishing;

/// <summary>The plans that this process can run: those of its registries, and the published ones that its agents are enough for.</summary>
internal sealed partial class PlanBook : IDisposable
{
    private readonly IPublishedStore store;
    private readonly RegistryCollection registries;
    private readonly Lazy<TypeCatalog> catalog;
    private readonly PayloadSerializer serializer;
    private readonly ILogger logger;
    private readonly ConcurrentDictionary<string, WorkflowPlan> plans = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PublishedPlan> published = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PlanModel> models = new(StringComparer.Ordinal);
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim reading = new(1);
    private volatile string? clash;

    public PlanBook(IPublishedStore store, RegistryCollection registries, PayloadSerializer serializer, EngineLogger<PlanBook> logger)
    {
        this.store = store;
        this.registries = registries;
        this.serializer = serializer;
        this.logger = logger;
        foreach (WorkflowPlan plan in registries.Plans.Values) plans[plan.Id] = plan;
        catalog = new Lazy<TypeCatalog>(() => new TypeCatalog(registries.Types.Concat(PublishedPayloads.Common), serializer));
    }

    /// <summary>The plans, by name and version. Grows.</summary>
    public IReadOnlyDictionary<string, WorkflowPlan> Plans => plans;

    /// <summary>Refuses a workflow that is compiled into this process, and published to the system as another: its runs would be taken for those of the other.</summary>
    /// <exception cref="PerdureConfigurationException">There is one.</exception>
    public void RefuseClash()
    {
        if (clash is { } plan) throw new PerdureConfigurationException($"Workflow '{plan}' is compiled into this host, and is published to the system already: give the compiled one another version, since the runs of the published one go on by what was published");
    }

    /// <summary>A published workflow that this process can run; null: there is none.</summary>
    public PublishedPlan? Find(string id) => published.GetValueOrDefault(id);

    /// <summary>The newest version of a published workflow that this process can run; null: there is none.</summary>
    public PublishedPlan? FindNewest(string name) => published.Values.Where(plan => plan.Model.Name == name).MaxBy(plan => plan.Model.Version);

    public void Dispose() => reading.Dispose();

    /// <summary>Reads what was published since the last look, and plans it.</summary>
    /// <returns>The plans that came to those that this process can run.</returns>
    public async ValueTask<IReadOnlyList<WorkflowPlan>> RefreshAsync(CancellationToken cancellationToken)
    {
        await reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            IReadOnlyList<Publication> news = await store.ReadAsync([.. known], cancellationToken).ConfigureAwait(false);
            List<WorkflowPlan> learnt = [];
            foreach (Publication publication in news)
            {
                known.Add(publication.Id);
                if (TryLearn(publication) is { } plan) learnt.Add(plan);
            }

            return learnt;
        }
        finally
        {
            reading.Release();
        }
    }

    /// <summary>Plans a document against what this process has.</summary>
    /// <param name="document">The document.</param>
    /// <param name="children">The versions that were found when it was published; null: it is being published.</param>
    /// <param name="found">The versions of the workflows that it names without one.</param>
    public DocumentPlan Plan(WorkflowDocument document, IReadOnlyList<string>? children, out IReadOnlyList<string> found)
    {
        Dictionary<string, int>? pinned = children?.Select(child => child.Split('@')).ToDictionary(parts => parts[0], parts => int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture), StringComparer.Ordinal);
        var workflows = new PublishedChildren(plans, catalog.Value, models, pinned);
        string? around = document.Class?.Value is { } named && named.Contains('.', StringComparison.Ordinal) ? named[..named.LastIndexOf('.')] : null;
        var types = new PublishedTypes(catalog.Value, registries.Agents, [.. registries.Queues.Keys.Order(StringComparer.Ordinal)], workflows, around);
        DocumentPlan planned = DocumentPlanner.Plan(PublishedRules.Allowed(document), document.Class?.Value.Split('.')[^1] ?? document.Name.Value, types);
        found = [.. workflows.Found.Select(child => PlanId.Of(child.Key, child.Value)).Order(StringComparer.Ordinal)];
        return planned with { Findings = new([.. planned.Findings, .. PublishedRules.Judge(document)]) };
    }

    /// <summary>Makes the plans of a document that is planned.</summary>
    /// <exception cref="PayloadException">A context does not know a type.</exception>
    public PublishedPlan Make(PlanModel model)
    {
        var maker = new PlanMaker(model, plans, registries.Agents, catalog.Value, serializer);
        (WorkflowPlan worker, WorkflowPlan client) = maker.Make();
        return new PublishedPlan(model, worker, client, maker.WriteSchemas(worker), maker.Messages);
    }

    /// <summary>A document must not keep a worker from the others, whatever is wrong with it.</summary>
    private WorkflowPlan? TryLearn(Publication publication)
    {
        try
        {
            return Learn(publication);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            LogNotPlanned(logger, failure, publication.Id);
            return null;
        }
    }

    private WorkflowPlan? Learn(Publication publication)
    {
        if (plans.ContainsKey(publication.Id))
        {
            clash = publication.Id;
            LogCompiled(logger, publication.Id);
            return null;
        }

        DocumentReading reading = DocumentPlanner.Read(publication.Document, publication.Id);
        if (reading.Document is { } read && (read.Name.Value, read.Version?.Value ?? 1) != (publication.Name, publication.Version))
        {
            LogNotServed(logger, publication.Id, $"its document says '{PlanId.Of(read.Name.Value, read.Version?.Value ?? 1)}', so the row was not written by PublishAsync");
            return null;
        }

        DocumentPlan? planned = reading.Document is { } document ? Plan(document, publication.Children, out _) : null;
        if (planned is not { Plan: { } model } || planned.Findings.Any(finding => finding.Rule.Severity == Severity.Error))
        {
            LogNotServed(logger, publication.Id, string.Join("; ", (planned?.Findings ?? reading.Findings).Where(finding => finding.Rule.Severity == Severity.Error).Select(finding => finding.Message)));
            return null;
        }

        PublishedPlan plan = Make(model);
        if (PayloadSchemas.Difference(publication.Schemas, plan.Schemas) is { } difference)
        {
            LogNotServed(logger, publication.Id, $"'{difference}' is written as JSON in another way here than where it was published");
            return null;
        }

        models[publication.Id] = model;
        published[publication.Id] = plan;
        plans[publication.Id] = plan.Worker;
        return plan.Worker;
    }

    [LoggerMessage(111, LogLevel.Information, "Published workflow '{Plan}' is left to other workers, since this host lacks what it needs: {Problem}")]
    private static partial void LogNotServed(ILogger logger, string plan, string problem);

    [LoggerMessage(113, LogLevel.Error, "Published workflow '{Plan}' cannot be planned here, and is left to other workers")]
    private static partial void LogNotPlanned(ILogger logger, Exception failure, string plan);

    [LoggerMessage(112, LogLevel.Error, "Published workflow '{Plan}' is not run here, since this host has a compiled one of the same name and version: give that one another version")]
    private static partial void LogCompiled(ILogger logger, string plan);
}
