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

/**
 * Certificates of every kind, made by the JDK's keytool: of an own authority, good and bad. For
 * receivers: {@code good}, {@code renewed}, {@code ending} (in ten days), {@code expired}, {@code
 * early}, {@code unknown}, {@code itself}, {@code elsewhere}, {@code weak}. For senders: {@code
 * client}, {@code rsa-client}, {@code strange-client}.
 */
public final class Certificates {

  private static final char[] PASSWORD = "secret".toCharArray();
  private static final String LOCAL = "san=dns:localhost,ip:127.0.0.1";

  private final Path file;
  private final KeyStore all;

  /** Makes all of them, in a file of this folder. */
  public Certificates(Path directory) throws IOException, GeneralSecurityException {
    this.file = directory.resolve("all.p12");
    make("authority", "-keyalg", "EC", "-ext", "bc:c");
    make("stranger", "-keyalg", "EC", "-ext", "bc:c");
    make("good", "-keyalg", "EC", "-ext", LOCAL, "-signer", "authority");
    make("renewed", "-keyalg", "RSA", "-ext", LOCAL, "-signer", "authority");
    make("unknown", "-keyalg", "EC", "-ext", LOCAL, "-signer", "stranger");
    make("itself", "-keyalg", "EC", "-ext", LOCAL);
    make("elsewhere", "-keyalg", "EC", "-ext", "san=dns:other.test", "-signer", "authority");
    make("client", "-keyalg", "EC", "-ext", "eku=clientAuth", "-signer", "authority");
    make("strange-client", "-keyalg", "EC", "-ext", "eku=clientAuth", "-signer", "stranger");
    make("rsa-client", "-keyalg", "RSA", "-ext", "eku=clientAuth", "-signer", "authority");
    make("weak", "-keyalg", "RSA", "-keysize", "512", "-ext", LOCAL, "-signer", "authority");
    dated("expired", "-30d", "10");
    dated("ending", "-1d", "10");
    dated("early", "+10d", "10");
    this.all = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      all.load(in, PASSWORD);
    }
  }

  private void dated(String alias, String start, String days) throws IOException {
    make(
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

  private void make(String alias, String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
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
