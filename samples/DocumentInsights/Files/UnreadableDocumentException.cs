namespace Documents.Files;

/// <summary>A file that is no document. Its message names the file and says why.</summary>
/// <param name="path">The file.</param>
/// <param name="reason">What is wrong, as the rest of a sentence that begins with the file's name.</param>
/// <param name="innerException">What the file system said.</param>
internal sealed class UnreadableDocumentException(string path, string reason, Exception? innerException = null)
    : Exception($"'{path}' {reason}", innerException);
