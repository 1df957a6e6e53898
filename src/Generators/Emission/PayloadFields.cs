using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.Emission;

/// <summary>The fields that hold payload types.</summary>
internal sealed class PayloadFields(EquatableArray<PayloadModel> payloads)
{
    private readonly Dictionary<(string Wanted, string Stored), PayloadModel> fields = payloads.ToDictionary(payload => (payload.Wanted.Text, payload.Stored.Text));

    /// <summary>How a value is read.</summary>
    /// <param name="wanted">The type that the reader wants.</param>
    /// <param name="stored">The type as which the value is stored.</param>
    public PayloadModel Of(TypeDescription wanted, TypeDescription stored) => fields[(CSharpText.Payload(wanted), CSharpText.Payload(stored))];

    /// <summary>The field, for use beside the runner.</summary>
    public string Qualified(TypeDescription wanted, TypeDescription stored) => "__Perdure." + Of(wanted, stored).Field;

    /// <summary>What makes a payload type.</summary>
    public static string Creation(PayloadModel payload) =>
        $"global::Perdure.PayloadType.Of<{payload.Read.Text}>({(payload.Context is null ? "" : payload.Context + ".Default")})";
}
