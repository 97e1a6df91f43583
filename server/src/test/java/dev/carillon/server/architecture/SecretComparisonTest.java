package dev.carillon.server.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import org.junit.jupiter.api.Test;

/**
 * Secrets are compared in constant time: nowhere in the product does {@code equals}, {@code ==} or
 * a prefix look at something that is called a secret, a token, a password, a signature or a seal.
 */
class SecretComparisonTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** What looks like a comparison of secrets and is none, and why. */
  private static final Set<String> NONE =
      Set.of(
          // whether a response repeats what the request told its receiver anyway
          "ReceiverResponse.java: body.contains(secret)",
          "ReceiverResponse.java: header.value().contains(secret)",
          // what a parser has read
          "MetadataJson.java: in.nextToken() != JsonToken.END_ARRAY",
          "ConsumerListen.java: parser.nextToken() == JsonToken.FIELD_NAME",
          "ConsumerListen.java: parser.nextToken() == JsonToken.START_OBJECT",
          // whether the login that is stored is the one that was stored before: both are the user's
          "LoginCommand.java: old.token().equals(profile.token())",
          // the names of headers whose values are hidden
          "ShownRequest.java: secret.contains(header.name())",
          // whether the token that is renewed is still the one in use: both are this process's own
          "AccessTokens.java: old.equals(token)",
          // whether the caller sent back what stands for a secret
          "LoginDraft.java: secret.equals(CustomHeaders.MASK)",
          // how a client shows its secret, an enumeration
          "TokenRequest.java: login.proof() == ClientProof.POST",
          // words of a query
          "Fields.java: element.strip().equalsIgnoreCase(token)",
          "Fields.java: list.equalsIgnoreCase(token)",
          // a hash, compared in constant time inside
          "CredentialCheck.java: hasher.matches(client.claimant(account), password, stored)",
          // the hash of a file's words
          "TextContents.java: digest == digests.of(assetId)");

  @Test
  void noSecretIsComparedByEquals() throws IOException {
    Set<String> found = new TreeSet<>();
    List<JavaFileObject> all = new ArrayList<>();
    for (Path file : sources()) {
      all.add(source(file.toUri(), Files.readString(file)));
    }
    found.addAll(SecretComparisons.in(all));
    assertThat(found).containsAll(NONE);
    found.removeAll(NONE);
    assertThat(found).isEmpty();
  }

  @Test
  void theRuleSeesEachKindOfComparison() {
    String code =
        """
        import java.util.*;
        class Guilty {
          boolean one(String secretToken, String b) { return secretToken.equals(b); }
          boolean two(String b, Account a) { return b.equals(a.password()); }
          boolean three(String csrf, String b) { return Objects.equals(this.signature, b); }
          boolean four(byte[] mac, byte[] b) { return Arrays.equals(mac, b); }
          boolean five(String seal, String b) { return b.equalsIgnoreCase(seal); }
          boolean six(String tokenText, String b) { return b.contentEquals(tokenText.strip()); }
          boolean seven(Secret s, String b) { return s.secret() == b; }
          boolean eight(String passwordHash, String b) { return b.startsWith(passwordHash); }
          boolean nine(String b, Row row) { return List.of(b).contains(row.token()); }
        }
        """;
    assertThat(SecretComparisons.in(List.of(source(URI.create("mem:///G.java"), code)))).hasSize(9);
  }

  @Test
  void theRuleLeavesOtherComparisonsAlone() {
    String code =
        """
        class Innocent {
          boolean one(String name, String b) { return name.equals(b); }
          boolean two(String token) { return token.isEmpty(); }
          boolean three(byte[] mac, byte[] b) { return java.security.MessageDigest.isEqual(mac, b); }
          boolean four(String token) { return token == null; }
          boolean five(String token) { return token.length() == 44; }
          boolean six(String word, Object o) { return o.equals("token"); }
        }
        """;
    assertThat(SecretComparisons.in(List.of(source(URI.create("mem:///I.java"), code)))).isEmpty();
  }

  private static JavaFileObject source(URI uri, String code) {
    return new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreErrors) {
        return code;
      }
    };
  }

  private static List<Path> sources() throws IOException {
    List<Path> all = new ArrayList<>();
    for (String module : List.of("hooks", "hooks-jdbc", "hooks-spring", "cli", "server")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(all::add);
      }
    }
    assertThat(all).hasSizeGreaterThan(500);
    return all;
  }
}
