package dev.carillon.hooks.contracts;

import dev.carillon.hooks.webhook.ClientCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Certificates of every kind, made by the JDK's keytool: of an own authority, good and bad. For
 * receivers: {@code good}, {@code renewed}, {@code ending} (in ten days), {@code expired}, {@code
 * early}, {@code unknown}, {@code itself}, {@code elsewhere}, {@code weak}. For senders: {@code
 * client}, {@code rsa-client}, {@code strange-client}.
 */
public final class Certificates {

  private static final char[] PASSWORD = "secret".toCharArray();
  private static final String LOCAL = "san=dns:localhost,ip:127.0.0.1";

  private static @Nullable KeyStore made;

  private final KeyStore all;

  /** Those of this process: the first who asks has all of them made, in a file of this folder. */
  public Certificates(Path directory) throws IOException, GeneralSecurityException {
    this.all = all(directory.resolve("all.p12"));
  }

  private static synchronized KeyStore all(Path file) throws IOException, GeneralSecurityException {
    KeyStore known = made;
    if (known == null) {
      makeAll(file);
      known = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        known.load(in, PASSWORD);
      }
      made = known;
    }
    return known;
  }

  /** In a process of its own, since what makes them is not open to ours; one for all of them. */
  private static void makeAll(Path file) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    // the password is no secret: it need not be hard to guess
    for (String count : List.of("keyPbe", "certPbe", "mac")) {
      command.add("-Dkeystore.pkcs12." + count + "IterationCount=1");
    }
    command.addAll(List.of("--add-exports", "java.base/sun.security.tools.keytool=ALL-UNNAMED"));
    command.addAll(List.of("-cp", classes(), Maker.class.getName(), file.toString()));
    Process maker = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(maker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (maker.waitFor() != 0) {
        throw new IOException("keytool: " + said);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException(stopped);
    }
  }

  private static String classes() {
    var source = Certificates.class.getProtectionDomain().getCodeSource();
    return Path.of(URI.create(source.getLocation().toString())).toString();
  }

  /** Shows this certificate and trusts the authority. */
  public SSLContext showing(String alias) throws IOException, GeneralSecurityException {
    KeyStore one = KeyStore.getInstance("PKCS12");
    one.load(null, PASSWORD);
    one.setKeyEntry(alias, all.getKey(alias, PASSWORD), PASSWORD, all.getCertificateChain(alias));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(one, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust(), null);
    return context;
  }

  /** This certificate and its key, as a webhook has them. */
  public ClientCertificate pem(String alias) throws GeneralSecurityException {
    StringBuilder chain = new StringBuilder();
    for (Certificate one : all.getCertificateChain(alias)) {
      chain.append(block("CERTIFICATE", one.getEncoded()));
    }
    byte[] key = all.getKey(alias, PASSWORD).getEncoded();
    return new ClientCertificate(chain.toString(), block("PRIVATE KEY", key));
  }

  /** The authority that is trusted, as PEM. */
  public String authorityPem() throws GeneralSecurityException {
    return block("CERTIFICATE", authority().getEncoded());
  }

  private static String block(String label, byte[] bytes) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }

  /** The authority that is trusted. */
  public X509Certificate authority() throws GeneralSecurityException {
    return (X509Certificate) all.getCertificate("authority");
  }

  /** Shows none and trusts the authority. */
  public SSLContext trusting() throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust(), null);
    return context;
  }

  private TrustManager[] trust() throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, PASSWORD);
    trusted.setCertificateEntry("authority", all.getCertificate("authority"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    return trust.getTrustManagers();
  }

  /** The process that makes them. */
  static final class Maker {

    private static final List<String> EC = List.of("-keyalg", "EC", "-groupname", "secp256r1");
    private static final List<String> RSA = List.of("-keyalg", "RSA", "-keysize", "2048");
    private static final List<String> WEAK = List.of("-keyalg", "RSA", "-keysize", "512");

    private Maker() {}

    /** The argument is the file. */
    public static void main(String[] arguments) throws ReflectiveOperationException {
      Path file = Path.of(arguments[0]);
      make(file, "authority", EC, "-ext", "bc:c");
      make(file, "stranger", EC, "-ext", "bc:c");
      make(file, "good", EC, "-ext", LOCAL, "-signer", "authority");
      make(file, "renewed", RSA, "-ext", LOCAL, "-signer", "authority");
      make(file, "unknown", EC, "-ext", LOCAL, "-signer", "stranger");
      make(file, "itself", EC, "-ext", LOCAL);
      make(file, "elsewhere", EC, "-ext", "san=dns:other.test", "-signer", "authority");
      make(file, "client", EC, "-ext", "eku=clientAuth", "-signer", "authority");
      make(file, "strange-client", EC, "-ext", "eku=clientAuth", "-signer", "stranger");
      make(file, "rsa-client", RSA, "-ext", "eku=clientAuth", "-signer", "authority");
      make(file, "weak", WEAK, "-ext", LOCAL, "-signer", "authority");
      dated(file, "expired", "-30d");
      dated(file, "ending", "-1d");
      dated(file, "early", "+10d");
    }

    /** One that is good for ten days from then on. */
    private static void dated(Path file, String alias, String start)
        throws ReflectiveOperationException {
      make(
          file,
          alias,
          EC,
          "-ext",
          LOCAL,
          "-signer",
          "authority",
          "-startdate",
          start,
          "-validity",
          "10");
    }

    private static void make(Path file, String alias, List<String> key, String... more)
        throws ReflectiveOperationException {
      List<String> command = new ArrayList<>();
      command.addAll(List.of("-genkeypair", "-alias", alias, "-dname", "CN=" + alias));
      command.addAll(List.of("-storetype", "PKCS12", "-keystore", file.toString()));
      command.addAll(List.of("-storepass", new String(PASSWORD)));
      command.addAll(key);
      command.addAll(List.of(more));
      Class.forName("sun.security.tools.keytool.Main")
          .getMethod("main", String[].class)
          .invoke(null, (Object) command.toArray(String[]::new));
    }
  }
}
