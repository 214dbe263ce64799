namespace Dunes.Maml;

/// <summary>
/// What <see cref="MamlSignature.Verify"/> found.
/// <list type="table">
/// <item><term>(empty)</term><description>Valid.</description></item>
/// <item><term>DUNES-MAML-021</term><description>The document has no signature.</description></item>
/// <item><term>DUNES-MAML-022</term><description><c>signature_algorithm</c> is missing or unknown.</description></item>
/// <item><term>DUNES-MAML-023</term><description><c>public_key</c> or <c>signature</c> is missing, not base64 in its one canonical form, or not of the algorithm's size.</description></item>
/// <item><term>DUNES-MAML-024</term><description>The document is as it was signed, by another key than the trusted one.</description></item>
/// <item><term>DUNES-MAML-025</term><description>The signature does not verify, and the document has no digests that would tell why.</description></item>
/// <item><term>DUNES-MAML-101</term><description>The body was altered.</description></item>
/// <item><term>DUNES-MAML-102</term><description>The front matter was altered.</description></item>
/// <item><term>DUNES-MAML-103</term><description>Both were altered.</description></item>
/// <item><term>DUNES-MAML-104</term><description>The document agrees with its digests, but the signature is not one of the key that it names.</description></item>
/// </list>
/// </summary>
/// <param name="Valid">Whether the signature verifies under the document's key, and that is the trusted key where one was given.</param>
/// <param name="Code">One of the codes above; empty when valid.</param>
/// <param name="Reason">The same for people.</param>
public sealed record MamlVerification(bool Valid, string Code, string Reason);
