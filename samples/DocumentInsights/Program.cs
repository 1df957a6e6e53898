using Documents.Files;

foreach (var path in args)
{
    Console.WriteLine(DocumentFile.Read(path).Name);
}
