using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Perdure.Payloads;
using Perdure.Planning;
using Perdure.Publishing;

namespace Perdure;

/// <summary>Workflows without code, published to the running system.</summary>
public sealed partial class WorkflowClient
{
    /// <summary>Some ten thousand steps, which each worker plans while its others wait.</summary>
    private const int MaxDocumentLength = 1_000_000;

    private readonly RegistryCollection registries;
    private readonly PlanBook book;
    private readonly IPublishedStore published;

    /// <summary>
    /// Publishes a document, the text of a <c>.workflow.json</c>: from now on every worker runs it that has the agents. It is planned against the agents, workflows and queues of this process, which has to have them, as
    /// by <c>AddWorkflows()</c>, but needs no worker. What is published never changes: the same text again changes nothing, and another one is another version.
    /// </summary>
    /// <param name="document">The document's text.</param>
    /// <param name="cancellationToken">Ends the call. A document that was under way may or may not have been published; it can be published again.</param>
    /// <returns>The workflow, to start runs of it.</returns>
    /// <exception cref="PublishException">Something is wrong with the document; it says all that is.</exception>
    /// <exception cref="PublishConflictException">There is another workflow of this name and version.</exception>
    /// <exception cref="PerdureConfigurationException">No agent was added to this process; or the document was published before, by a process that reads and writes its values otherwise than this one.</exception>
    /// <exception cref="ArgumentException">The document is empty, longer than a million characters, or has a character that PostgreSQL cannot store.</exception>
    public async ValueTask<PublishedWorkflow> PublishAsync(string document, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(document);
        if (registries.Agents.Count == 0)
            throw new PerdureConfigurationException("PublishAsync plans a document against the agents of this process, and there are none: call AddWorkflows() in AddPerdure; where other hosts run workflows, set PerdureOptions.RunWorker to false beside it");
        if (document.Length > MaxDocumentLength)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The document has {document.Length:N0} characters, more than the {MaxDocumentLength:N0} that every worker would read and plan: let it run parts of it as workflows of their own"), nameof(document));
        RefuseUnstorable(document);
        DocumentReading reading = DocumentPlanner.Read(document, "document");
        if (reading.Document is not { } read) throw new PublishException(Findings(document, reading.Findings));
        (string name, int version) = (read.Name.Value, read.Version?.Value ?? 1);
        await patience.AskAsync(book.RefreshAsync, cancellationToken).ConfigureAwait(false);
        PublishedState before = await patience.AskAsync(asking => published.FindAsync(name, version, asking), cancellationToken).ConfigureAwait(false);
        if (before.Document == document && book.Find(PlanId.Of(name, version)) is { } known) return Publish(known, []);
        if (before.Document is not null && before.Document != document) throw new PublishConflictException(name, version, before.Next, isCompiled: false);
        DocumentPlan planned = book.Plan(read, before.Document is null ? null : before.Children, out IReadOnlyList<string> children);
        IReadOnlyList<PublishFinding> findings = Findings(document, [.. planned.Findings]);
        if (findings.Any(finding => finding.IsError)) throw new PublishException(findings);
        if (registries.Plans.ContainsKey(PlanId.Of(name, version))) throw new PublishConflictException(name, version, Math.Max(before.Next, version == int.MaxValue ? version : version + 1), isCompiled: true);
        PublishedPlan made = book.Make(planned.Plan!);
        RefuseMixed(document, read, made);
        PublishedState now = await patience.AskAsync(asking => published.PublishAsync(new Publication(name, version, document, children, made.Schemas), asking), cancellationToken).ConfigureAwait(false);
        if (now.Document != document) throw new PublishConflictException(name, version, now.Next, now.IsCompiled);
        await patience.AskAsync(book.RefreshAsync, cancellationToken).ConfigureAwait(false);
        notifier.Published();
        PublishedPlan plan = book.Find(PlanId.Of(name, version)) ?? throw new PerdureConfigurationException($"Workflow '{PlanId.Of(name, version)}' is published, but this process cannot run it as whoever published it first can: its log says why (111)");
        return Publish(plan, findings);
    }

    /// <summary>A workflow that was published earlier, perhaps by another process.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="version">Its version; null: the newest that this process has the agents of.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <returns>The workflow; null: there is none, or this process lacks what its document names.</returns>
    public async ValueTask<PublishedWorkflow?> GetPublishedAsync(string name, int? version = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        await patience.AskAsync(book.RefreshAsync, cancellationToken).ConfigureAwait(false);
        PublishedPlan? plan = version is { } wanted ? book.Find(PlanId.Of(name, wanted)) : book.FindNewest(name);
        return plan is null ? null : Publish(plan, []);
    }

    /// <summary>Starts a run of a published workflow. When it returns, the run is committed and will end, whatever happens to this process.</summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="input">What it takes, as JSON; null where it takes nothing.</param>
    /// <param name="startOptions">Key, delay or debounce, queue and priority.</param>
    /// <param name="cancellationToken">Ends the call. A run whose start was under way may or may not have been started.</param>
    /// <returns>The run, whose result is JSON.</returns>
    /// <exception cref="PayloadException">The input is not what the workflow takes, cannot be encoded, or is larger than <see cref="PerdureOptions.MaxPayloadBytes"/>.</exception>
    /// <exception cref="ArgumentException">The workflow takes an input and there is none, or JSON's null where it may not be null; or the other way round.</exception>
    /// <exception cref="StartConflictException">The workflow was started under the same <see cref="StartOptions.Key"/> with another input.</exception>
    public ValueTask<WorkflowHandle<JsonElement>> StartAsync(PublishedWorkflow workflow, JsonElement? input = null, StartOptions? startOptions = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        if (workflow.TakesInput != input is not null)
            throw new ArgumentException(workflow.TakesInput ? $"Workflow '{workflow}' takes an input: hand it in as JSON" : $"Workflow '{workflow}' takes no input: leave it out", nameof(input));
        if (input is { ValueKind: JsonValueKind.Undefined } or { ValueKind: JsonValueKind.Null } && !workflow.AllowsNull)
            throw new ArgumentException($"Workflow '{workflow}' takes an input that is not null: hand it in as JSON", nameof(input));
        if (input is not { } given) return StartWithoutInputAsync<JsonElement>(workflow.Client, startOptions, cancellationToken);

        // What could not be read by the worker is refused here.
        serializer.Read(given.GetRawText(), workflow.Worker.Input!, $"the input of workflow '{workflow.Name}'");
        return StartAsync((WorkflowPlan<JsonElement, JsonElement>)workflow.Client, given, startOptions, cancellationToken);
    }

    /// <summary>A run of a published workflow that was started earlier, perhaps by another process.</summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="executionId">The run's id.</param>
    /// <returns>The run; whether it exists is asked when it is used.</returns>
    public WorkflowHandle<JsonElement> GetHandle(PublishedWorkflow workflow, Guid executionId)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        return new WorkflowHandle<JsonElement>(this, executionId, workflow.Client);
    }

    /// <summary>Sends a run of a published workflow a signal. For the rest as <see cref="SignalAsync{T}(Guid, SignalDefinition{T}, T, CancellationToken)"/>.</summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="executionId">The run's id.</param>
    /// <param name="signal">The signal's durable name.</param>
    /// <param name="value">What it carries, as JSON.</param>
    /// <param name="cancellationToken">Ends the call. A signal that was under way may or may not have been sent.</param>
    /// <returns>Whether it was sent; false where the run had ended already.</returns>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    /// <exception cref="ArgumentException">The workflow takes no such signal, or the value is null and a step takes one.</exception>
    /// <exception cref="PayloadException">The value is not what the workflow takes: its step would fail of it.</exception>
    public ValueTask<bool> SignalAsync(PublishedWorkflow workflow, Guid executionId, string signal, JsonElement value, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        ArgumentException.ThrowIfNullOrEmpty(signal);
        if (!workflow.Messages.TryGetValue(signal, out PayloadType? type))
            throw new ArgumentException($"Workflow '{workflow}' waits for no signal '{signal}'{(workflow.Messages.Count == 0 ? "" : $", but for {string.Join(", ", workflow.Messages.Keys.Order(StringComparer.Ordinal).Select(static name => $"'{name}'"))}")}", nameof(signal));
        if (value.ValueKind == JsonValueKind.Undefined) throw new ArgumentException($"Signal '{signal}' carries no JSON: hand in what it carries, or null", nameof(value));
        serializer.Read(value.GetRawText(), type, $"signal '{signal}'");
        return SignalAsync(executionId, new SignalDefinition<JsonElement>(signal, PublishedPayloads.Element), value, cancellationToken);
    }

    /// <summary>Which of several steps a result comes from nobody sees on it, so that all have to write it alike.</summary>
    private void RefuseMixed(string document, WorkflowDocument read, PublishedPlan made)
    {
        PayloadType[] results = [.. made.Worker.Results.Select(result => made.Worker.Steps[result].Output).OfType<PayloadType>()];
        foreach (PayloadType result in results.Skip(1))
        {
            JsonNode first = PayloadSchemas.Schema(results[0], serializer), other = PayloadSchemas.Schema(result, serializer);
            if ((PayloadSchemas.Difference(first, other, "result") ?? PayloadSchemas.Difference(other, first, "result")) is not { } difference) continue;
            throw new PublishException(Findings(document, [PublishedRules.RefuseMixed(read, difference)]));
        }
    }

    private static PublishedWorkflow Publish(PublishedPlan plan, IReadOnlyList<PublishFinding> warnings) => new(plan.Worker, plan.Client, warnings) { AllowsNull = plan.Model.Input is { IsNullable: true }, Messages = plan.Messages };

    private static void RefuseUnstorable(string document)
    {
        for (var i = 0; i < document.Length; i++)
        {
            if (char.IsHighSurrogate(document[i]) && i + 1 < document.Length && char.IsLowSurrogate(document[i + 1])) i++;
            else if (char.IsSurrogate(document[i]) || document[i] == '\0')
                throw new ArgumentException($"The document has a character at position {i} that PostgreSQL cannot store, {(document[i] == '\0' ? "U+0000" : "half of a surrogate pair")}: leave it out, or write it as an escape", nameof(document));
        }
    }

    private static PublishFinding[] Findings(string document, IReadOnlyList<DocumentFinding> findings) =>
    [
        .. findings.OrderBy(finding => finding.Range.Start).Select(finding =>
        {
            int start = Math.Clamp(finding.Range.Start, 0, document.Length);
            int line = document.AsSpan(0, start).Count('\n');
            int column = start - (line == 0 ? 0 : document.LastIndexOf('\n', start - 1) + 1);
            return new PublishFinding(finding.Rule.Id, finding.Message, line + 1, column + 1, finding.Rule.Severity == Severity.Error);
        }),
    ];
}
