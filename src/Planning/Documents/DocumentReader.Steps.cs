namespace Perdure.Planning;

/// <summary>Reads the steps.</summary>
internal sealed partial class DocumentReader
{
    /// <summary>What a step can be.</summary>
    private static readonly string[] Kinds = ["agent", "workflow", "signal"];

    /// <summary>What is about calls, of which a wait has none.</summary>
    private static readonly string[] NotOfSignals = ["takes", "retry", "forEach", "repeat", "cache", "queue", "notIdempotent", "compensate", "onInterrupt"];

    private StepDocument? ReadStep(JsonProperty property)
    {
        string called = $"step '{property.Name}'";
        if (property.Value.Kind != JsonKind.Object)
        {
            findings.Add(DocumentRules.BadValue, property.Value.Range, ObjectReader.Start(called), $"is {property.Value.Called}, and has to be an object");
            return null;
        }

        var step = new ObjectReader(property.Value, called, DocumentProperties.Step, findings);
        CheckId(step, property);
        CheckKind(step, property.Range);
        CheckCompany(step);
        return new StepDocument(new Written<string>(property.Name, property.Range))
        {
            Agent = step.Text("agent"),
            Workflow = step.Text("workflow"),
            Signal = step.Text("signal"),
            Returns = step.Text("returns"),
            Whole = ReadWhole(step),
            Takes = ReadTakes(step),
            ForEach = step.Text("forEach"),
            MaxParallel = step.Number("maxParallel"),
            Failures = step.Word("failures"),
            MaxFailures = step.Number("maxFailures"),
            When = ReadCondition(step, "when"),
            Unless = ReadCondition(step, "unless"),
            Case = ReadCase(step),
            Otherwise = step.Text("otherwise"),
            After = step.Texts("after"),
            Repeat = ReadRepeat(step),
            Retry = ReadRetry(step),
            NonRetryable = ReadNonRetryable(step),
            Timeout = ReadTimeout(step),
            Delay = step.Value("delay")?.Kind == JsonKind.Object ? null : step.Text("delay"),
            DelayBy = ReadDelayBy(step),
            Cache = ReadCache(step),
            Queue = step.Value("queue")?.Kind == JsonKind.Object ? ReadQueue(step)?.Text("name") : step.Text("queue"),
            QueueKey = step.Value("queue")?.Kind == JsonKind.Object ? ReadQueue(step)?.Text("key") : null,
            Tag = step.Text("tag"),
            IsNotIdempotent = step.Bool("notIdempotent"),
            Compensate = ReadCompensate(step),
            OnInterrupt = ReadInterrupt(step),
            ParentClose = step.Word("parentClose"),
        };
    }

    /// <summary>A reference is cut at its points, so an id has none.</summary>
    private static void CheckId(ObjectReader step, JsonProperty property)
    {
        string id = property.Name;
        string? problem = Names.Problem(id)
            ?? (DocumentReference.Reserved.Contains(id) ? "is what references call something else" : null)
            ?? (id.All(character => char.IsLetterOrDigit(character) || character is '_' or '-') && char.IsLetter(id[0]) ? null : "is not made of letters, digits, '_' and '-', or does not begin with a letter");
        if (problem is not null) step.Report(property.Range, $"has a name that {problem}");
    }

    private static void CheckKind(ObjectReader step, TextRange place)
    {
        string[] kinds = [.. Kinds.Where(kind => step.Find(kind) is not null)];
        if (kinds.Length == 0) step.Report(place, "names neither an 'agent' nor a 'workflow' nor a 'signal'");
        if (kinds.Length > 1) step.Report(step.Find(kinds[1])!.Range, $"names {Wording.Several([.. kinds.Select(Wording.Quoted)])}, and is one of them");
        if (kinds is ["signal"] && step.Find("returns") is null) step.Report(place, "waits for a signal and does not say in 'returns' of which type it is");
    }

    /// <summary>What means something only beside something else.</summary>
    private static void CheckCompany(ObjectReader step)
    {
        (string Property, string Company)[] pairs = [("maxParallel", "forEach"), ("failures", "forEach"), ("maxFailures", "forEach"), ("returns", "signal"), ("parentClose", "workflow")];
        foreach ((string property, string company) in pairs)
        {
            if (step.Find(property) is { } found && step.Find(company) is null) step.Report(found.Range, $"has '{property}', which means something only beside '{company}'");
        }

        if (step.Find("signal") is null) return;
        foreach (string property in NotOfSignals)
        {
            if (step.Find(property) is { } found) step.Report(found.Range, $"waits for a signal, which has no '{property}'");
        }
    }

    /// <summary>Whether an object may be a literal. A text in it may be a reference as well, of an input that has a part called so.</summary>
    private static bool IsLiteral(JsonValue value) => value.Properties is [{ Name: "value", Value.Kind: not (JsonKind.Object or JsonKind.Array) }];

    private static TakenDocument? ReadWhole(ObjectReader owner) =>
        owner.Value("takes") is { } whole && (whole.Kind != JsonKind.Object || IsLiteral(whole)) ? ReadTaken(owner, "takes", whole) : null;

    private EquatableArray<NamedTake> ReadTakes(ObjectReader owner)
    {
        if (owner.Value("takes") is not { Kind: JsonKind.Object } value || (IsLiteral(value) && value.Properties[0].Value.Kind != JsonKind.Text)) return default;
        var takes = new ObjectReader(value, owner.Part("takes"), known: null, findings);
        return new(takes.All
            .Select(part => ReadTaken(takes, part.Name, part.Value) is { } taken ? new NamedTake(new Written<string>(part.Name, part.Range), taken) : null)
            .OfType<NamedTake>().ToArray());
    }

    private static TakenDocument? ReadTaken(ObjectReader owner, string name, JsonValue value)
    {
        if (value.Kind == JsonKind.Text) return new TakenDocument(value.Range, value.Text, null);
        if (owner.Object(name, DocumentProperties.Literal, "a reference, as \"input\" or \"Step.member\", or a literal, as { \"value\": 5 }") is not { } literal) return null;
        if (!literal.All.Any()) literal.Report(value.Range, "is an object without 'value'");
        return literal.Value("value") is { } written && ReadLiteral(literal, "value", written) is { } read ? new TakenDocument(value.Range, null, read.Value) : null;
    }

    private static Written<LiteralDescription>? ReadLiteral(ObjectReader owner, string name, JsonValue value)
    {
        LiteralKind? kind = value.Kind switch
        {
            JsonKind.Text => LiteralKind.Text,
            JsonKind.Number => LiteralKind.Number,
            JsonKind.Bool => LiteralKind.Bool,
            JsonKind.Null => LiteralKind.Null,
            _ => null,
        };
        if (kind is null) owner.ReportKind(name, value, "a text, a number, true, false or null");
        return kind is { } known ? new Written<LiteralDescription>(new LiteralDescription(known, value.Text), value.Range) : null;
    }

    private static Written<CacheDescription>? ReadCache(ObjectReader step)
    {
        if (step.Value("cache") is not { } value) return null;
        if (value.Kind == JsonKind.Text) return new Written<CacheDescription>(new CacheDescription(value.Text, false, null), value.Range);
        if (step.Object("cache", DocumentProperties.Cache, "a duration or an object") is not { } cache) return null;
        if (cache.Find("for") is null) cache.Report(FirstCharacter(value.Range), "has no 'for', which says for how long a result is good");
        return cache.Text("for") is { } time
            ? new Written<CacheDescription>(new CacheDescription(time.Value, cache.Word("scope")?.Value == "agent", cache.Text("version")?.Value), value.Range)
            : null;
    }

    private static InterruptDocument? ReadInterrupt(ObjectReader step)
    {
        if (step.Object("onInterrupt", DocumentProperties.OnInterrupt, "an object as { \"answer\": \"Approval\" }") is not { } interrupt) return null;
        if (interrupt.Find("answer") is null) interrupt.Report(FirstCharacter(interrupt.Range), "has no 'answer', which says of which type it is");
        return interrupt.Text("answer") is { } answer ? new InterruptDocument(step.Find("onInterrupt")!.Range, answer, interrupt.Text("signal")?.Value, interrupt.Text("timeout")?.Value) : null;
    }

    private RepeatDocument? ReadRepeat(ObjectReader step)
    {
        if (step.Object("repeat", DocumentProperties.Repeat, "an object") is not { } repeat) return null;
        return new RepeatDocument(
            step.Find("repeat")!.Range,
            ReadCondition(repeat, "until"),
            ReadCondition(repeat, "while"),
            repeat.Number("max")?.Value,
            repeat.Word("atMax")?.Value == "takeLast" ? LoopEnd.TakeLast : LoopEnd.Fail,
            repeat.Text("delay")?.Value,
            repeat.Number("keep")?.Value ?? 0,
            repeat.Text("on")?.Value);
    }
}
