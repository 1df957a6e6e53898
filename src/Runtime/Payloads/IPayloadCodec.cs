namespace Perdure;

/// <summary>
/// Changes payloads on their way into the database, and back: compresses them, encrypts them. Named in <see cref="PerdureBuilder.EncodePayloadsWith"/>. Called by many threads at
/// once, and in the middle of a step: it computes, and asks nobody over a network.
/// </summary>
public interface IPayloadCodec
{
    /// <summary>
    /// Its durable name, which is stored with each payload that it encoded: one to 64 lower-case letters, digits, dots, dashes and underscores. It never changes, since by it
    /// the codec is found when the payload is read again, perhaps in years.
    /// </summary>
    string Name { get; }

    /// <summary>Encodes a payload.</summary>
    /// <param name="payload">JSON as UTF-8, or what the codec before this one made of it. Valid during the call.</param>
    /// <param name="place">Where it is going to be stored.</param>
    /// <returns>
    /// What <see cref="Decode"/> can turn back. Null: the payload stays as it is, and the codec's name is not stored with it; a codec that compresses says so where nothing is gained.
    /// </returns>
    /// <remarks>What it throws fails the step whose result this is, or the start of the run; its message is stored and logged, and holds no secret.</remarks>
    byte[]? Encode(ReadOnlyMemory<byte> payload, PayloadPlace place);

    /// <summary>Decodes what a codec of this name has encoded, with any of its earlier versions.</summary>
    /// <param name="encoded">What <see cref="Encode"/> returned. Valid during the call.</param>
    /// <param name="place">Where it was stored.</param>
    /// <returns>The payload.</returns>
    /// <remarks>
    /// Throws what it likes where it cannot: the step that takes the payload fails then, or the client's read. Its message is stored and logged, and holds no secret and nothing of
    /// the payload.
    /// </remarks>
    byte[] Decode(ReadOnlyMemory<byte> encoded, PayloadPlace place);
}

/// <summary>Where a payload stands: a codec can bind it to that, so that it is of no use elsewhere.</summary>
/// <param name="ExecutionId">The run whose input or result it is. The same for all payloads of a run: a step's result becomes the run's as it stands.</param>
public readonly record struct PayloadPlace(Guid ExecutionId);
