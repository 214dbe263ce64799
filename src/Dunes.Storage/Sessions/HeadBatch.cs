namespace Dunes.Storage.Sessions;

/// <summary>A row of <c>head_batches</c>: one signature over the heads of all contexts that changed within about a second on one silo.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Size">Number of heads in it.</param>
/// <param name="Root">Root over the heads' leaf hashes, 32 bytes.</param>
/// <param name="SignedAt">Milliseconds are kept.</param>
/// <param name="KeyVersion">Version of the signing key.</param>
/// <param name="Algorithm">For instance <c>ML-DSA-65</c>.</param>
/// <param name="Signature">FIPS 204 encoding.</param>
public sealed record HeadBatch(Guid Id, int Size, byte[] Root, DateTimeOffset SignedAt, int KeyVersion, string Algorithm, byte[] Signature);
