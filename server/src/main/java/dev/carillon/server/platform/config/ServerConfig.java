package dev.carillon.server.platform.config;

import dev.carillon.hooks.http.ProxySettings;
import dev.carillon.hooks.secret.SecretKeySource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The configuration of one node, read when it starts: by command-line options, else by the
 * environment, else by {@code <home>/config/node.properties}, else by default.
 *
 * @param home where everything is kept that has no other place
 * @param listen where requests come in
 * @param store the database
 * @param fileStore where the assets' files are
 * @param objectStore how an object store is reached, whether or not the files are in one
 * @param search what finds assets
 * @param diskReserveBytes how much of its disk is kept free; -1 = what is usual
 * @param outbound how webhooks are called
 * @param mail how e-mails are sent
 * @param secretKeys where the keys are that secrets are encrypted with
 * @param outward how it meets the network
 */
public record ServerConfig(
    Path home,
    Listen listen,
    StoreConfig store,
    FileStoreConfig fileStore,
    FileStoreConfig.S3 objectStore,
    SearchConfig search,
    long diskReserveBytes,
    ProxySettings outbound,
    MailSettings mail,
    SecretKeySource secretKeys,
    NetworkConfig outward) {

  /** The variable that holds the keys, or a path of their file. */
  public static final String SECRET_KEY = "CARILLON_SECRET_KEY";

  /** The key of {@link #home()}; it can stand in an option or the environment only. */
  public static final String HOME = "home";

  private static final System.Logger LOG = System.getLogger(ServerConfig.class.getName());
  private static final String HOME_STANDARD = "home";
  private static final String FILE_NAME = "node.properties";
  private static final String HEADING =
      """
      Node properties: the settings of this node only. Lines are key=value; they apply from the next
      start. Options and environment variables (CARILLON_PORT for port) override this file. The
      lines that begin with # show the defaults.\
      """;

  /**
   * Where requests come in.
   *
   * @param bind a host name or literal address
   * @param port 0–65535; 0 is any free one
   */
  public record Listen(String bind, int port) {

    public Listen {
      if (bind.isBlank() || port < 0 || port > 65_535) {
        throw new IllegalArgumentException("cannot listen on '" + bind + "' port " + port);
      }
    }

    /** Whether only this machine can call. */
    public boolean loopback() {
      if (bind.equalsIgnoreCase("localhost")) {
        return true;
      }
      boolean literal = bind.contains(":") || bind.matches("[0-9.]+");
      return literal && InetAddress.ofLiteral(bind).isLoopbackAddress();
    }
  }

  /**
   * Reads everything, and writes a {@code node.properties} that explains each key where there is
   * none.
   *
   * @param options what stood on the command line, by key ({@link #HOME} and those of {@link
   *     NodeKeys#ALL})
   * @param environment the process's environment
   * @throws IllegalArgumentException if anything is unknown or not allowed; the message has a line
   *     for each
   * @throws UncheckedIOException if the home directory cannot be read or written
   */
  public static ServerConfig read(Map<String, String> options, Map<String, String> environment) {
    return read(options, environment, Map.of());
  }

  /**
   * Reads the configuration for a command that works on a server's home without a server.
   *
   * @param lastRun what that server went by, by key; goes before the file, but not before what the
   *     command is told
   */
  public static ServerConfig read(
      Map<String, String> options, Map<String, String> environment, Map<String, String> lastRun) {
    warnOfUnknown(environment);
    Path home = home(options, environment);
    List<String> problems = new ArrayList<>();
    Map<String, String> texts = new HashMap<>(fromFile(home, problems));
    texts.putAll(lastRun);
    for (Property<?> property : NodeKeys.ALL) {
      String key = property.key();
      String variable = NodeKeys.variable(key);
      String ofEnvironment = environment.getOrDefault(variable, "");
      if (!ofEnvironment.isEmpty()) {
        accept(property, variable, ofEnvironment, texts, problems);
      }
      if (options.containsKey(key)) {
        accept(
            property,
            "option " + NodeKeys.option(key),
            options.getOrDefault(key, ""),
            texts,
            problems);
      }
    }
    SecretKeySource keys = keys(home, environment.getOrDefault(SECRET_KEY, ""), problems);
    decrypt(texts, keys, problems);
    refuseManyOnOneFile(texts, problems);
    problems.addAll(SearchConfig.problems(new PropertyValues(texts)));
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    return of(home, new PropertyValues(texts), keys);
  }

  private static void refuseManyOnOneFile(Map<String, String> texts, List<String> problems) {
    PropertyValues values = new PropertyValues(texts);
    if (values.value(NodeKeys.NODES).equals("many") && values.value(NodeKeys.DATABASE).isEmpty()) {
      problems.add(
          "nodes: 'many' needs a database that several servers can use: set 'database' to the"
              + " address of a PostgreSQL database, or 'nodes' to 'one'");
    }
  }

  /** The home that these name, else the standard one. */
  public static Path home(Map<String, String> options, Map<String, String> environment) {
    String given = options.getOrDefault(HOME, environment.getOrDefault("CARILLON_HOME", ""));
    return Path.of(given.isEmpty() ? HOME_STANDARD : given).toAbsolutePath().normalize();
  }

  /**
   * Where the keys of the server in this home are, though nothing else of what it is told can be
   * understood.
   *
   * @throws IllegalArgumentException if the variable is set to what is no key
   */
  public static SecretKeySource keysOf(Path home, Map<String, String> environment) {
    List<String> problems = new ArrayList<>();
    SecretKeySource keys = keys(home, environment.getOrDefault(SECRET_KEY, ""), problems);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(problems.getFirst());
    }
    return keys;
  }

  private static SecretKeySource keys(Path home, String setting, List<String> problems) {
    Path usual = home.resolve("config").resolve("secret.key");
    try {
      return SecretKeySource.of(setting.strip(), usual);
    } catch (IllegalArgumentException wrong) {
      problems.add(SECRET_KEY + ": " + wrong.getMessage());
      return new SecretKeySource.InFile(usual);
    }
  }

  /** Passwords that were encrypted for this server become what they are. */
  private static void decrypt(
      Map<String, String> texts, SecretKeySource keys, List<String> problems) {
    for (Property<?> property : NodeKeys.ALL) {
      String text = texts.getOrDefault(property.key(), "");
      if (property.type().secret() && EncryptedText.is(text)) {
        try {
          texts.put(property.key(), EncryptedText.read(text, keys));
        } catch (IOException | IllegalArgumentException unreadable) {
          problems.add("'" + property.key() + "': " + unreadable.getMessage());
        }
      }
    }
  }

  private static ServerConfig of(Path home, PropertyValues values, SecretKeySource keys) {
    String url = values.value(NodeKeys.DATABASE);
    return new ServerConfig(
        home,
        new Listen(values.value(NodeKeys.BIND), values.value(NodeKeys.PORT)),
        url.isEmpty()
            ? new StoreConfig.Embedded(home.resolve("data").resolve("carillon.db"))
            : new StoreConfig.Postgres(
                url,
                values.value(NodeKeys.DATABASE_USERNAME),
                values.value(NodeKeys.DATABASE_PASSWORD),
                values.value(NodeKeys.NODES).equals("many")),
        fileStore(home, values.value(NodeKeys.FILE_STORE), objectStore(values)),
        objectStore(values),
        SearchConfig.of(home, values),
        values.value(NodeKeys.DISK_RESERVE),
        outbound(values),
        new MailSettings(
            values.value(NodeKeys.SMTP_SERVER),
            values.value(NodeKeys.SMTP_SECURITY),
            values.value(NodeKeys.SMTP_USERNAME),
            values.value(NodeKeys.SMTP_PASSWORD),
            values.value(NodeKeys.SMTP_FROM)),
        keys,
        NetworkConfig.of(home, values));
  }

  private static FileStoreConfig.S3 objectStore(PropertyValues values) {
    return new FileStoreConfig.S3(
        "",
        "",
        values.value(NodeKeys.FILE_STORE_ENDPOINT),
        values.value(NodeKeys.FILE_STORE_REGION),
        values.value(NodeKeys.FILE_STORE_PATH_STYLE),
        new FileStoreConfig.Credentials(
            values.value(NodeKeys.FILE_STORE_ACCESS_KEY),
            values.value(NodeKeys.FILE_STORE_SECRET_KEY)));
  }

  private static FileStoreConfig fileStore(Path home, String text, FileStoreConfig.S3 reached) {
    return text.startsWith(FileStoreConfig.S3_SCHEME)
        ? reached.at(text)
        : new FileStoreConfig.Folder(
            text.isEmpty() ? home.resolve("files") : home.resolve(text).normalize());
  }

  /**
   * Another file store of this name, as the property {@code fileStore} would name it.
   *
   * @throws IllegalArgumentException if it is not allowed
   */
  public FileStoreConfig fileStoreNamed(String text) {
    try {
      return fileStore(home, NodeKeys.FILE_STORE.type().parse(text), objectStore);
    } catch (RuntimeException bad) {
      throw new IllegalArgumentException(PropertyValues.refusal(NodeKeys.FILE_STORE, text), bad);
    }
  }

  /**
   * The folder on this machine in which files are written: the file store, or with an object store
   * what is on its way to it and copies of what is read often.
   */
  public Path files() {
    return fileStore instanceof FileStoreConfig.Folder(Path folder)
        ? folder
        : home.resolve("files");
  }

  private static ProxySettings outbound(PropertyValues values) {
    HostAndPort proxy = values.value(NodeKeys.OUTBOUND_PROXY);
    return proxy.equals(HostAndPort.NONE)
        ? new ProxySettings.Direct()
        : new ProxySettings.Proxy(
            proxy.host(),
            proxy.port(),
            values.value(NodeKeys.OUTBOUND_PROXY_USERNAME),
            values.value(NodeKeys.OUTBOUND_PROXY_PASSWORD));
  }

  /** Where this node's own properties are. */
  public Path nodeProperties() {
    return nodePropertiesOf(home);
  }

  static Path nodePropertiesOf(Path home) {
    return home.resolve("config").resolve(FILE_NAME);
  }

  /**
   * The texts that count of a home's {@code node.properties} alone at present, by key.
   *
   * @throws IOException if the file cannot be read
   */
  public static Map<String, String> nodeProperties(Path home) throws IOException {
    PropertyFile file =
        new PropertyFile(Files.readString(home.resolve("config").resolve(FILE_NAME)));
    PropertyValues read = PropertyValues.NONE.read(file, "", NodeKeys.ALL).values();
    Map<String, String> values = new LinkedHashMap<>();
    NodeKeys.ALL.forEach(property -> values.put(property.key(), read.text(property)));
    return values;
  }

  /** Where {@link ClusterProperties} are. */
  public Path clusterProperties() {
    return clusterProperties(home);
  }

  /** Where {@link ClusterProperties} are in this home. */
  public static Path clusterProperties(Path home) {
    return home.resolve("config").resolve("cluster-properties.txt");
  }

  /** The files of settings that all nodes share, and backups hold; and a folder of them. */
  public List<Path> sharedSettings() {
    return List.of(clusterProperties(), ownFields(), ownMessages());
  }

  /** The folder of the texts that an administrator adds. */
  public Path ownMessages() {
    return home.resolve("config").resolve("messages");
  }

  /** Where the fields are that an administrator declares. */
  public Path ownFields() {
    return home.resolve("config").resolve("fields.csv");
  }

  private static void accept(
      Property<?> property,
      String where,
      String value,
      Map<String, String> texts,
      List<String> problems) {
    String text = value.strip();
    try {
      property.type().parse(text);
      texts.put(property.key(), text);
    } catch (RuntimeException bad) {
      problems.add(where + ": " + PropertyValues.refusal(property, text));
    }
  }

  private static Map<String, String> fromFile(Path home, List<String> problems) {
    Path path = home.resolve("config").resolve(FILE_NAME);
    try {
      if (Files.notExists(path)) {
        makeHome(home.toAbsolutePath());
        Files.createDirectories(path.getParent());
        new AtomicFile(path).writePrivate(PropertyFile.shipped(HEADING, NodeKeys.ALL).text());
      }
      PropertyFile file = new PropertyFile(Files.readString(path));
      PropertyValues.Reading reading = PropertyValues.NONE.read(file, FILE_NAME, NodeKeys.ALL);
      reading.warnings().forEach(warning -> problems.add(warning.toString()));
      return reading.values().texts();
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot use " + path, failed);
    }
  }

  /** Only its owner may read a new home; one that is there keeps its file permissions. */
  private static void makeHome(Path home) throws IOException {
    if (Files.exists(home)) {
      return;
    }
    Files.createDirectories(home.getParent());
    boolean posix = home.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (posix) {
      Files.createDirectory(
          home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectory(home);
    }
  }

  /** Only a warning: other programs may keep variables of their own under our prefix. */
  private static void warnOfUnknown(Map<String, String> environment) {
    List<String> known = new ArrayList<>(List.of("CARILLON_HOME"));
    known.addAll(List.of("CARILLON_ADMIN_USERNAME", "CARILLON_ADMIN_PASSWORD"));
    known.addAll(List.of("CARILLON_JAVA_OPTIONS", SECRET_KEY));
    // those of the commands that call a server
    known.addAll(List.of("CARILLON_SERVER", "CARILLON_PROFILE", "CARILLON_TOKEN"));
    known.addAll(List.of("CARILLON_USERNAME", "CARILLON_PASSWORD", "CARILLON_WEBHOOK_SECRET"));
    NodeKeys.ALL.forEach(property -> known.add(NodeKeys.variable(property.key())));
    for (String name : environment.keySet()) {
      if (name.startsWith("CARILLON_") && !known.contains(name)) {
        LOG.log(
            System.Logger.Level.WARNING,
            "unknown environment variable ''{0}''; the nearest known one is ''{1}''",
            name,
            NameSuggestion.to(name, known));
      }
    }
  }
}
