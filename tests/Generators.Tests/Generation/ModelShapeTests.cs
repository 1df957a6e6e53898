using System.Reflection;
using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.Tests.Generation;

/// <summary>What the compiler keeps between keystrokes holds no symbol, node, location or compilation, and is compared by value. Looks at types: a value would be a sample only.</summary>
public sealed class ModelShapeTests
{
    private static readonly Type[] Roots = [typeof(WorkflowModel), typeof(WorkflowFile), typeof(FileNames), typeof(RemoteAgentFile), typeof(AgentModel), typeof(RegistryModel), typeof(RegisteredWorkflow), typeof(SerializerContexts)];

    public static TheoryData<Type> Models => [.. Reachable()];

    [Theory]
    [MemberData(nameof(Models))]
    public void AModelHoldsNothingOfRoslyn(Type model) =>
        Fields(model).Where(field => field.FieldType.Assembly.GetName().Name!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Models))]
    public void AModelIsComparedByValue(Type model)
    {
        typeof(IEquatable<>).MakeGenericType(model).IsAssignableFrom(model).ShouldBeTrue(model.Name);
        foreach (FieldInfo field in Fields(model))
        {
            Type type = Nullable.GetUnderlyingType(field.FieldType) ?? field.FieldType;
            bool isValue = type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(TimeSpan) || IsEquatableArray(type) || Reachable().Contains(type);
            isValue.ShouldBeTrue($"{model.Name}.{field.Name} is a {field.FieldType}");
        }
    }

    [Fact]
    public void ThePlanIsAmongTheModels() => Reachable().ShouldContain(typeof(PlanStep));

    private static HashSet<Type> Reachable()
    {
        var found = new HashSet<Type>();
        var open = new Stack<Type>(Roots);
        while (open.TryPop(out Type? type))
        {
            if (!found.Add(type)) continue;
            foreach (FieldInfo field in Fields(type))
            {
                Type inner = Nullable.GetUnderlyingType(field.FieldType) ?? field.FieldType;
                if (IsEquatableArray(inner)) inner = inner.GetGenericArguments()[0];
                if (inner.Assembly.GetName().Name!.StartsWith("Perdure", StringComparison.Ordinal) && !inner.IsEnum) open.Push(inner);
            }
        }

        return found;
    }

    private static FieldInfo[] Fields(Type type) => type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);

    private static bool IsEquatableArray(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(EquatableArray<>);
}
