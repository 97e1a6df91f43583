package dev.carillon.hooks.testkit;

import dev.carillon.hooks.webhook.ClientCertificate;
import java.io.IOException;
import java.io.InputStream;
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

  private static void makeAll(Path file) throws IOException {
    make(file, "authority", "-keyalg", "EC", "-ext", "bc:c");
    make(file, "stranger", "-keyalg", "EC", "-ext", "bc:c");
    make(file, "good", "-keyalg", "EC", "-ext", LOCAL, "-signer", "authority");
    make(file, "renewed", "-keyalg", "RSA", "-ext", LOCAL, "-signer", "authority");
    make(file, "unknown", "-keyalg", "EC", "-ext", LOCAL, "-signer", "stranger");
    make(file, "itself", "-keyalg", "EC", "-ext", LOCAL);
    make(file, "elsewhere", "-keyalg", "EC", "-ext", "san=dns:other.test", "-signer", "authority");
    make(file, "client", "-keyalg", "EC", "-ext", "eku=clientAuth", "-signer", "authority");
    make(file, "strange-client", "-keyalg", "EC", "-ext", "eku=clientAuth", "-signer", "stranger");
    make(file, "rsa-client", "-keyalg", "RSA", "-ext", "eku=clientAuth", "-signer", "authority");
    make(file, "weak", "-keyalg", "RSA", "-keysize", "512", "-ext", LOCAL, "-signer", "authority");
    dated(file, "expired", "-30d", "10");
    dated(file, "ending", "-1d", "10");
    dated(file, "early", "+10d", "10");
  }

  private static void dated(Path file, String alias, String start, String days) throws IOException {
    make(
        file,
        alias,
        "-keyalg",
        "EC",
        "-ext",
        LOCAL,
        "-signer",
        "authority",
        "-startdate",
        start,
        "-validity",
        days);
  }

  private static void make(Path file, String alias, String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    command.addAll(List.of("-genkeypair", "-alias", alias, "-dname", "CN=" + alias));
    command.addAll(List.of("-storetype", "PKCS12", "-keystore", file.toString()));
    command.addAll(List.of("-storepass", new String(PASSWORD)));
    command.addAll(List.of(more));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (keytool.waitFor() != 0) {
        throw new IOException("keytool: " + said);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException(stopped);
    }
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
}
