using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.Emission;

/// <summary>Writes the nested class that calls the steps.</summary>
internal sealed partial class RunnerEmitter(WorkflowModel workflow, PlanModel plan)
{
    private const string Task = "global::System.Threading.Tasks.ValueTask<object?>";
    private const string Call = "global::Perdure.StepCall call";

    private readonly PayloadFields fields = new(workflow.Payloads);
    private readonly Dictionary<string, StepModel> steps = workflow.Steps.ToDictionary(step => step.Method, StringComparer.Ordinal);
    private readonly NameScope names = new(["RunAsync", "Create", "Test", "Select", "IsDone", "CompensateAsync", "MakeInput", "GetQueueKey", "GetDelay", "TestItem", "__Perdure", .. workflow.Payloads.Select(payload => payload.Field)]);
    private string[] methods = [];

    public void Write(SourceWriter writer)
    {
        methods =
        [
            .. plan.Steps.Select(step => names.Take("Call" + Identifiers.Clean(step.Method))),
            .. plan.Predicates.Select(predicate => names.Take("Test" + Identifiers.Clean(predicate.Method))),
            .. plan.Switches.Select(one => names.Take("Select" + Identifiers.Clean(plan.Steps[one.Subject].Method) + one.On)),
        ];
        writer.Block(
            $"""
            /// <summary>Calls the steps.</summary>
            {GeneratedFile.Mark}
            private sealed class __Perdure : global::Perdure.WorkflowRunner
            """,
            WriteMembers);
    }

    private void WriteMembers(SourceWriter writer)
    {
        foreach (PayloadModel payload in workflow.Payloads.GroupBy(payload => payload.Field, StringComparer.Ordinal).Select(same => same.First()))
        {
            writer.Write($"internal static readonly global::Perdure.PayloadType {payload.Field} = {PayloadFields.Creation(payload)};");
        }

        if (workflow.Payloads.Count > 0) writer.Space();
        writer.Block(
            $"""
            /// <inheritdoc/>
            public override {Task} RunAsync(int step, {Call}) => step switch
            """,
            cases =>
            {
                for (var i = 0; i < plan.Steps.Count; i++)
                {
                    if (plan.Steps[i].Child is null) cases.Write($"{CSharpText.Literal(i)} => {methods[i]}(call),");
                }

                cases.Write("_ => throw new global::System.ArgumentOutOfRangeException(nameof(step)),");
            },
            "};");
        for (var i = 0; i < plan.Steps.Count; i++)
        {
            if (plan.Steps[i].Child is not null) continue;
            writer.Space();
            WriteCall(writer, methods[i], plan.Steps[i], steps[plan.Steps[i].Method]);
        }

        WriteInputs(writer);
        WriteDecisions(writer);
        WriteItemPredicates(writer);
        WriteDelays(writer);
        WriteRounds(writer);
        WriteQueueKeys(writer);
        WriteCompensations(writer);
        if (workflow.Constructor is null) return;
        writer.Space();
        WriteCreate(writer, workflow.Constructor);
    }

    private void WriteCall(SourceWriter writer, string name, PlanStep step, StepModel model)
    {
        string call = step.Agent is { } agent ? InvokeAgent(agent, model.Agent!, step.AgentInput!, step.Arguments) : CallMethod(step, model);
        bool isAwaited = model.IsAwaited || step.Agent is not null;
        bool isResult = step.Returns is not null;
        if (!isAwaited && isResult)
        {
            writer.Write($"private static {Task} {name}({Call}) =>\n    new(result: {Nest(call)});");
            return;
        }

        writer.Block(
            $"private static {(isAwaited ? "async " : "")}{Task} {name}({Call})",
            body =>
            {
                string awaited = isAwaited ? $"await {call}.ConfigureAwait(false);" : call + ";";
                body.Write(isResult ? "return " + awaited : awaited);
                if (!isResult) body.Write(isAwaited ? "return null;" : "return default;");
            });
    }

    private string CallMethod(PlanStep step, StepModel model) => step.Returned is { } returned ? Value(step.Arguments[returned]) : CallMethod(step.Method, step.Arguments, model.IsStatic);

    private string CallMethod(string method, EquatableArray<PlanArgument> from, bool isStatic)
    {
        string target = isStatic ? workflow.Class.FullName : "Create(call.Services)";
        string[] arguments = [.. from.Select(argument => $"{Identifiers.Escape(argument.Parameter)}: {Value(argument)}")];
        return $"{target}.{Identifiers.Escape(method)}({InLines(arguments)})";
    }

    private string InvokeAgent(PlanAgent agent, string @class, PlanAgentInput made, EquatableArray<PlanArgument> arguments)
    {
        string output = agent.Output is { } type ? CSharpText.Type(type) : "global::Perdure.None";
        string input = CSharpText.Type(agent.Input);
        return $"call.InvokeAgentAsync<{@class}, {input}, {output}>(\n    {Nest(MakeInput(made, arguments, agent.Input))})";
    }

    /// <summary>What an agent or a child workflow takes, made from the parameters.</summary>
    private string MakeInput(PlanAgentInput made, EquatableArray<PlanArgument> from, TypeDescription input)
    {
        if (made.Whole >= 0) return Value(from[made.Whole]);
        string[] arguments = [.. made.Members.Where(member => !member.IsRequiredMember).Select(member => $"{Identifiers.Escape(member.Name)}: {Value(from[member.Parameter])}")];
        string[] members = [.. made.Members.Where(member => member.IsRequiredMember).Select(member => $"{Identifiers.Escape(member.Name)} = {Value(from[member.Parameter])}")];
        string creation = $"new {input.Key}({InLines(arguments)})";
        return members.Length == 0 ? creation : $"{creation}\n{{\n    {Nest(string.Join(",\n", members))}\n}}";
    }

    private string Value(PlanArgument argument) => argument.Role switch
    {
        ParameterRole.StepContext => "call.Context",
        ParameterRole.CancellationToken => "call.CancellationToken",
        ParameterRole.Cause => "call.Cause" + (argument.Path is { } path ? Members(path) : ""),
        ParameterRole.Transaction => $"({CSharpText.Type(argument.Type)})call.GetTransaction()",
        ParameterRole.Agent => $"call.GetAgent<{argument.Type.Key}>()",
        ParameterRole.Signal => SignalsEmitter.Read(argument, fields),
        ParameterRole.Literal => CSharpText.Literal(argument.Literal!, argument.Type),
        _ => Data(argument),
    };

    /// <summary>Of several producers the one that is there; where none has to be there, null.</summary>
    private string Data(PlanArgument argument)
    {
        PlanSource[] sources = [new(argument.Producer, argument.ReadAs!), .. argument.Others];
        if (sources.Length == 1 && !argument.IsOptional) return Data(argument, sources[0], isCast: false);
        IEnumerable<string> read = sources.Select(source => $"call.Has({(argument.IsResult ? PlanPartsEmitter.ReadFrom(argument) : DefinitionEmitter.Producer(source.Producer))}) ? {Data(argument, source, isCast: true)} : ");
        string last = argument.IsOptional ? "null" : Data(argument, sources[sources.Length - 1], isCast: true);
        return string.Concat(argument.IsOptional ? read : read.Take(sources.Length - 1)) + last;
    }

    private string Data(PlanArgument argument, PlanSource source, bool isCast)
    {
        TypeDescription stored = plan.Stored(source.Producer);
        PayloadModel payload = fields.Of(source.ReadAs, stored);
        TypeDescription type = payload.IsReadAsStored ? stored : source.ReadAs;
        string from = PlanPartsEmitter.ReadFrom(argument) ?? DefinitionEmitter.Producer(source.Producer);
        string read = $"call.Read<{CSharpText.Type(type)}>({from}, {payload.Field})";

        if (argument.Path is { } path) return $"({CSharpText.Type(argument.Type)}){read}{Members(path)}";

        // The cast chooses no other overload of the user's than the step itself.
        return !isCast && CSharpText.Payload(type) == CSharpText.Payload(argument.Type) ? read : $"({CSharpText.Type(argument.Type)}){read}";
    }

    /// <summary>The way to a member, past what may be null.</summary>
    private static string Members(MemberPath path)
    {
        TypeDescription owner = path.Whole;
        var members = new System.Text.StringBuilder();
        foreach (MemberDescription member in path.Members)
        {
            members.Append(owner.IsNullable ? "?." : ".").Append(Identifiers.Escape(member.Name));
            owner = member.Type;
        }

        return members.ToString();
    }

    private static void WriteCreate(SourceWriter writer, ConstructorModel constructor, string type, string owner) => writer.Write(
        $"""
        private static {type} Create(global::System.IServiceProvider services) =>
            {Nest(Creation(type, owner, constructor))};
        """);

    private void WriteCreate(SourceWriter writer, ConstructorModel constructor) => WriteCreate(writer, constructor, workflow.Class.FullName, workflow.Class.Name);

    /// <summary>Calls a constructor with services.</summary>
    public static string Creation(string type, string owner, ConstructorModel constructor)
    {
        string[] arguments = [.. constructor.Parameters.Select(parameter => $"{parameter.Name}: {Service(parameter, owner)}")];
        return $"new {type}({InLines(arguments)})";
    }

    private static string Service(ServiceModel parameter, string owner) => parameter.Default is { } fallback
        ? $"global::Perdure.GeneratedServices.Optional<{parameter.Type}>(services, {fallback})"
        : $"global::Perdure.GeneratedServices.Required<{parameter.Type}>(services, {CSharpText.Literal(owner)})";

    /// <summary>Arguments, each on a line of its own where there are several.</summary>
    private static string InLines(string[] arguments) => arguments.Length switch
    {
        0 => "",
        1 => arguments[0],
        _ => "\n    " + Nest(string.Join(",\n", arguments)),
    };

    /// <summary>Text that stands one level deeper than the line it begins in.</summary>
    private static string Nest(string text) => text.Replace("\n", "\n    ");
}
