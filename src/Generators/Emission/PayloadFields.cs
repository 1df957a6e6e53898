using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.Emission;

/// <summary>The fields that hold payload types.</summary>
internal sealed class PayloadFields(EquatableArray<PayloadModel> payloads)
{
    private readonly Dictionary<string, string> fields = payloads.ToDictionary(payload => payload.Type, payload => payload.Field, StringComparer.Ordinal);

    /// <summary>The field's name, for use inside of the runner.</summary>
    public string Of(TypeDescription type) => fields[CSharpText.Payload(type)];

    /// <summary>The field, for use beside the runner.</summary>
    public string Qualified(TypeDescription type) => "__Perdure." + Of(type);

    /// <summary>What makes a payload type.</summary>
    public static string Creation(PayloadModel payload) =>
        $"global::Perdure.PayloadType.Of<{payload.Type}>({(payload.Context is null ? "" : payload.Context + ".Default")})";
}
