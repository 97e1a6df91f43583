package dev.carillon.server.platform.config;

import dev.carillon.hooks.http.address.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The table of the settings of a node, by option, environment or {@code node.properties}. {@link
 * ServerConfig} has their values. What all nodes share is in {@link ClusterKeys}.
 */
public final class NodeKeys {

  private static final List<Property<?>> TABLE = new ArrayList<>();

  static final Property<String> BIND =
      add(
          "bind",
          PropertyType.host(),
          "127.0.0.1",
          "The address to listen on. 0.0.0.0 or :: listens to the whole network.");

  static final Property<Integer> PORT =
      add(
          "port",
          PropertyType.wholeNumber(0, 65_535),
          "8080",
          "The port to listen on; 0 chooses any free port.");

  static final Property<String> DATABASE =
      add(
          "database",
          PropertyType.postgresUrl(),
          "",
          "The address of the PostgreSQL database. Empty: an embedded SQLite database in the home",
          "directory.");

  static final Property<String> DATABASE_USERNAME =
      add(
          "databaseUsername",
          PropertyType.text("a user name or nothing"),
          "",
          "The PostgreSQL user, if the address does not name one.");

  static final Property<String> DATABASE_PASSWORD =
      add(
          "databasePassword",
          PropertyType.secret("a password or nothing"),
          "",
          "The password of that user.");

  static final Property<String> NODES =
      add(
          "nodes",
          PropertyType.oneOf("one", "many"),
          "one",
          "How many servers use the PostgreSQL database at the same time: one, so that a second",
          "one does not start; or many, which share the work. See nodes.md.");

  static final Property<String> FILE_STORE =
      add(
          "fileStore",
          PropertyType.fileStore(),
          "",
          "The directory of the assets' files, or a place in an S3-compatible object store, such",
          "as s3://bucket/prefix. All nodes need the same. Empty: the directory files in the home",
          "directory.");

  static final Property<String> FILE_STORE_ENDPOINT =
      add(
          "fileStoreEndpoint",
          PropertyType.baseUrl(),
          "",
          "Where the object store is, such as https://s3.example.com:9000. Empty: Amazon S3.");

  static final Property<String> FILE_STORE_REGION =
      add(
          "fileStoreRegion",
          PropertyType.text("a region such as eu-central-1, or nothing"),
          "",
          "The region of the object store. Empty: what AWS_REGION or the AWS profile says, else",
          "us-east-1.");

  static final Property<Boolean> FILE_STORE_PATH_STYLE =
      add(
          "fileStorePathStyle",
          PropertyType.flag(),
          "false",
          "Whether the bucket is part of the path (https://host/bucket/key), as many object stores",
          "need it, rather than of the host name.");

  static final Property<String> FILE_STORE_ACCESS_KEY =
      add(
          "fileStoreAccessKey",
          PropertyType.text("an access key id or nothing"),
          "",
          "The id of the access key for the object store. Empty: the usual sources for S3, which",
          "are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, the AWS profile, or the role of the",
          "machine.");

  static final Property<String> FILE_STORE_SECRET_KEY =
      add(
          "fileStoreSecretKey",
          PropertyType.secret("a secret access key or nothing"),
          "",
          "The secret of that access key.");

  static final Property<String> SEARCH =
      add(
          "search",
          PropertyType.search(),
          SearchConfig.LOCAL,
          "What finds assets: lucene, an index of this node's own in its home directory; or",
          "opensearch: and the addresses of OpenSearch, such as",
          "opensearch:https://search.example.com:9200, with commas between several. All nodes",
          "need the same. See search.md.");

  static final Property<String> SEARCH_INDEX =
      add(
          "searchIndex",
          PropertyType.indexName(),
          "carillon",
          "What the names of this server's indexes in OpenSearch begin with. Servers with databases",
          "of their own need beginnings of their own.");

  static final Property<String> SEARCH_USERNAME =
      add(
          "searchUsername",
          PropertyType.text("a user name or nothing"),
          "",
          "The user of OpenSearch, if it needs one.");

  static final Property<String> SEARCH_PASSWORD =
      add(
          "searchPassword",
          PropertyType.secret("a password or nothing"),
          "",
          "The password of that user.");

  static final Property<String> SEARCH_TRUSTED_CAS =
      add(
          "searchTrustedCas",
          PropertyType.text("a file or nothing"),
          "",
          "A PEM file of certificate authorities for OpenSearch, in addition to the public ones.");

  static final Property<Boolean> SEARCH_PLAIN_HTTP =
      add(
          "searchPlainHttp",
          PropertyType.flag(),
          "false",
          "Whether OpenSearch may be called by http, without encryption, on other machines too.");

  static final Property<Long> DISK_RESERVE =
      add(
          "diskReserveMegabytes",
          PropertyType.megabytesOrNothing(100_000_000),
          "",
          "How much disk space uploads and previews leave free in the file store, so that the",
          "database can always write. Uploads beyond it get 507. 0: none. Empty: 1024 MB, or 5 %",
          "of the disk if that is more.");

  static final Property<String> TLS_CERTIFICATE =
      add(
          "tlsCertificate",
          PropertyType.text("a file or nothing"),
          "",
          "A PEM file with this server's certificate and the certificates that lead to its",
          "authority. With it the port accepts https only. The server reads the file again when",
          "it changes. Empty: http.");

  static final Property<String> TLS_KEY =
      add(
          "tlsKey",
          PropertyType.text("a file or nothing"),
          "",
          "A PEM file with the key of the certificate (PKCS #8, no password). Empty: the key is",
          "in the file of the certificate.");

  static final Property<Integer> HTTP_REDIRECT_PORT =
      add(
          "httpRedirectPort",
          PropertyType.portOrNothing(),
          "",
          "A second port, without TLS, that redirects browsers to https. Empty: none.");

  static final Property<List<Cidr>> TRUSTED_PROXIES =
      add(
          "trustedProxies",
          PropertyType.networks(),
          "",
          "The networks of proxies before this server. Their X-Forwarded-For, -Proto and -Host,",
          "or Forwarded, headers are trusted. Empty: no proxy is trusted.");

  static final Property<String> HTTP_TRUSTED_CAS =
      add(
          "httpTrustedCas",
          PropertyType.text("a file or nothing"),
          "",
          "A PEM file of certificate authorities for receivers, in addition to the public ones.",
          "The server reads the file again when it changes.");

  static final Property<HostAndPort> OUTBOUND_PROXY =
      add(
          "outboundProxy",
          PropertyType.hostAndPortOrNothing(),
          "",
          "A proxy for webhook requests, such as proxy.example.com:3128. It must allow CONNECT.",
          "Empty: requests go directly to the receiver.");

  static final Property<String> OUTBOUND_PROXY_USERNAME =
      add(
          "outboundProxyUsername",
          PropertyType.text("a user name or nothing"),
          "",
          "The user name for that proxy, if it needs one.");

  static final Property<String> OUTBOUND_PROXY_PASSWORD =
      add(
          "outboundProxyPassword",
          PropertyType.secret("a password or nothing"),
          "",
          "The password of that user.");

  static final Property<HostAndPort> SMTP_SERVER =
      add(
          "smtpServer",
          PropertyType.hostAndPortOrNothing(),
          "",
          "The mail server, such as mail.example.com:587. Empty: no e-mails are sent.");

  static final Property<MailSettings.Security> SMTP_SECURITY =
      add(
          "smtpSecurity",
          PropertyType.security(),
          "starttls",
          "How the connection to the mail server is protected: starttls, tls or none.");

  static final Property<String> SMTP_USERNAME =
      add(
          "smtpUsername",
          PropertyType.text("a user name or nothing"),
          "",
          "The user name for the mail server, if it needs one.");

  static final Property<String> SMTP_PASSWORD =
      add(
          "smtpPassword",
          PropertyType.secret("a password or nothing"),
          "",
          "The password of that user.");

  static final Property<String> SMTP_FROM =
      add(
          "smtpFrom",
          PropertyType.text("an e-mail address or nothing"),
          "",
          "The sender's address of e-mails.");

  /** All of them, in the order of the shipped file. */
  public static final List<Property<?>> ALL = List.copyOf(TABLE);

  private NodeKeys() {}

  private static <T> Property<T> add(
      String key, PropertyType<T> type, String standard, String... meaning) {
    Property<T> property = new Property<>(key, type, standard, List.of(meaning));
    TABLE.add(property);
    return property;
  }

  /** The command-line option of a key: {@code --file-store} for {@code fileStore}. */
  static String option(String key) {
    return "--" + key.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** The environment variable of a key: {@code CARILLON_FILE_STORE} for {@code fileStore}. */
  static String variable(String key) {
    return "CARILLON_" + key.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
  }
}
