package dev.carillon.hooks;

import static java.util.Objects.requireNonNull;

import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.http.address.AddressGuard;
import dev.carillon.hooks.http.address.Cidr;
import dev.carillon.hooks.jdbc.TableNames;
import dev.carillon.hooks.webhook.OwnerLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Hooks} are made of. Only the key is needed; everything else has a default. Each
 * method checks what it is given at once.
 */
public final class HooksBuilder {

  private static final Duration RETENTION = Duration.ofDays(30);
  private static final int NODE_LENGTH_MAX = 100;
  private static final String USER_AGENT = "Carillon-Hooks";

  private final @Nullable DataSource dataSource;
  private final @Nullable Path sqliteFile;
  private final List<Cidr> allowed = new ArrayList<>();
  private @Nullable EncryptionKey key;
  private Role role = Role.RECORD_AND_SEND;
  private @Nullable String node;
  private String tablePrefix = TableNames.DEFAULT_PREFIX;
  private @Nullable String schema;
  private boolean createTables = true;
  private HooksListener listener = HooksListener.logging();
  private DeliveryPolicy policy = DeliveryPolicy.DEFAULT;
  private @Nullable Function<String, OwnerLimits> ownerLimits;
  private Duration retention = RETENTION;
  private AfterCommit afterCommit = AfterCommit.UNKNOWN;
  private SnapshotReader snapshots = (type, bytes) -> Snapshot.of(Payload.of(bytes));
  private @Nullable Sender sender;
  private UnaryOperator<Sender> senderDecoration = UnaryOperator.identity();
  private @Nullable InstantSource clock;

  HooksBuilder(@Nullable DataSource dataSource, @Nullable Path sqliteFile) {
    this.dataSource = dataSource;
    this.sqliteFile = sqliteFile;
  }

  /**
   * The key that secrets of webhooks are encrypted with in the database. Every process of one
   * database needs the same, and so does every later start.
   *
   * @param bytes 32 random bytes
   * @throws IllegalArgumentException if it has another length
   */
  public HooksBuilder key(byte[] bytes) {
    requireNonNull(bytes, "bytes is null");
    key = EncryptionKey.of(bytes);
    return this;
  }

  /**
   * The same as text.
   *
   * @param base64 32 random bytes in Base64, as {@code openssl rand -base64 32} prints them; or
   *     several such keys with commas between, of which the first encrypts and all decrypt
   * @throws IllegalArgumentException if it is no Base64 or has another length
   */
  public HooksBuilder key(String base64) {
    requireNonNull(base64, "base64 is null");
    key = EncryptionKey.of(base64);
    return this;
  }

  /**
   * The same in a file, which is made with a new random key if it is not there. Several keys may
   * follow each other in it: the first encrypts, all of them decrypt.
   *
   * @param file readable for its owner only
   */
  public HooksBuilder key(Path file) {
    requireNonNull(file, "file is null");
    key = EncryptionKey.in(file);
    return this;
  }

  /** What this process does: {@link Role#RECORD_AND_SEND} unless it is set. */
  public HooksBuilder role(Role role) {
    this.role = requireNonNull(role, "role is null");
    return this;
  }

  /**
   * What administrators know this process by. Unless it is set, that is the variable {@code
   * HOSTNAME} of its environment ({@code node} without one), its process number and a random part.
   * Two processes may have the same name, but administrators cannot tell them apart.
   *
   * @param node 1–100 characters
   * @throws IllegalArgumentException if it is anything else
   */
  public HooksBuilder node(String node) {
    requireNonNull(node, "node is null");
    if (node.isBlank() || node.length() > NODE_LENGTH_MAX) {
      throw new IllegalArgumentException(
          "node is \"%s\"; allowed are 1 to %d characters, not all of them blank: choose another"
              .formatted(node, NODE_LENGTH_MAX));
    }
    this.node = node;
    return this;
  }

  /**
   * What the names of all tables begin with; {@code hooks_} unless it is set.
   *
   * @param prefix up to 20 lower-case letters, digits and underscores, of which the first is a
   *     letter; empty for none
   * @throws IllegalArgumentException if it is anything else
   */
  public HooksBuilder tablePrefix(String prefix) {
    requireNonNull(prefix, "prefix is null");
    TableNames.prefixed(prefix);
    tablePrefix = prefix;
    return this;
  }

  /**
   * The schema of all tables; where connections find them unless it is set. PostgreSQL only.
   *
   * @param schema up to 63 lower-case letters, digits and underscores, of which the first is a
   *     letter
   * @throws IllegalArgumentException if it is anything else
   */
  public HooksBuilder schema(String schema) {
    requireNonNull(schema, "schema is null");
    TableNames.PLAIN.inSchema(schema);
    this.schema = schema;
    return this;
  }

  /**
   * Whether {@link #start} makes tables that are missing; it does unless this is set. If it may
   * not, it checks that they are there, and names the script to run if they are not.
   */
  public HooksBuilder createTables(boolean create) {
    createTables = create;
    return this;
  }

  /** Lets webhooks point to this machine: for development and tests. */
  public HooksBuilder allowLoopback() {
    allowed.addAll(AddressGuard.LOOPBACK);
    return this;
  }

  /**
   * Lets webhooks point to these networks. Without it they may only point to the public internet. A
   * URL with another address is refused when it is registered. What a name leads to is looked up
   * again once the answer is a second old (the JVM may keep it for longer); a request goes to an
   * allowed address of that answer, by a new or a kept connection, or is not made.
   *
   * @param networks such as {@code 10.1.0.0/16} or {@code fd00:1::/32}, or single addresses
   * @throws IllegalArgumentException if one of them is no range of addresses
   */
  public HooksBuilder allow(String... networks) {
    requireNonNull(networks, "networks is null");
    allowed.addAll(Arrays.stream(networks).map(HooksBuilder::network).toList());
    return this;
  }

  private static Cidr network(String text) {
    try {
      return Cidr.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          "allow has \"%s\" (%s); allowed are ranges of addresses such as 10.1.0.0/16 or fd00:1::/32, and single addresses"
              .formatted(text, wrong.getMessage()),
          wrong);
    }
  }

  /** Is notified of what happens; the platform's log gets what needs attention unless it is set. */
  public HooksBuilder listener(HooksListener listener) {
    this.listener = requireNonNull(listener, "listener is null");
    return this;
  }

  /**
   * When failed deliveries are tried again, how long a request may take and how many a webhook may
   * have at once, and when failures disable it; {@link DeliveryPolicy#DEFAULT} unless it is set. A
   * webhook may have its own {@link WebhookRegistration#rules} and limits.
   *
   * @param policy such as {@code DeliveryPolicy.DEFAULT.withTimeout(Duration.ofSeconds(5))}
   */
  public HooksBuilder policy(DeliveryPolicy policy) {
    this.policy = requireNonNull(policy, "policy is null");
    return this;
  }

  /**
   * What all webhooks of an owner, a tenant, may use together; nothing is limited unless it is set.
   *
   * @param limits is asked about an owner by its name: when a webhook of it is registered, and by
   *     the threads that send, up to once a second. It must return at once, from memory. While it
   *     throws, nothing is registered for the owner, and it sends by the limits that it had
   */
  public HooksBuilder ownerLimits(Function<String, OwnerLimits> limits) {
    ownerLimits = requireNonNull(limits, "limits is null");
    return this;
  }

  /**
   * For how long the log keeps deliveries that have ended; 30 days unless it is set.
   *
   * @param retention more than zero
   * @throws IllegalArgumentException if it is not
   */
  public HooksBuilder retention(Duration retention) {
    requireNonNull(retention, "retention is null");
    if (retention.isNegative() || retention.isZero()) {
      throw new IllegalArgumentException(
          "retention is " + retention + "; allowed is more than zero, such as Duration.ofDays(30)");
    }
    this.retention = retention;
    return this;
  }

  /** Tells of commits, where a transaction manager does; none does unless it is set. */
  public HooksBuilder afterCommit(AfterCommit afterCommit) {
    this.afterCommit = requireNonNull(afterCommit, "afterCommit is null");
    return this;
  }

  /**
   * Reads what was stored of an event again, to recover deliveries that were missed. Only needed if
   * you publish snapshots of your own that are not their own payload.
   */
  public HooksBuilder snapshots(SnapshotReader snapshots) {
    this.snapshots = requireNonNull(snapshots, "snapshots is null");
    return this;
  }

  /**
   * Makes the requests in place of the library's HTTP client; {@link #allow} and {@link
   * #allowLoopback} have no effect then. It is closed by {@link Hooks#close}.
   */
  public HooksBuilder sender(Sender sender) {
    this.sender = requireNonNull(sender, "sender is null");
    return this;
  }

  /**
   * Puts something around the sender, such as measurements: the library's HTTP client, or the one
   * that {@link #sender} sets. Each call adds to those before.
   *
   * @param decorator returns a sender that makes its requests by the one it is given
   */
  public HooksBuilder decorateSender(UnaryOperator<Sender> decorator) {
    requireNonNull(decorator, "decorator is null");
    UnaryOperator<Sender> inner = senderDecoration;
    senderDecoration = plain -> decorator.apply(inner.apply(plain));
    return this;
  }

  /** A clock to be moved by hand, in tests: the times of events, of attempts and of retries. */
  public HooksBuilder clock(InstantSource clock) {
    this.clock = requireNonNull(clock, "clock is null");
    return this;
  }

  /**
   * Opens the store and starts.
   *
   * @throws IllegalStateException if no key was set
   * @throws IllegalArgumentException if settings contradict each other or the database; the message
   *     says what to change
   * @throws HooksException if the database cannot be used, if the key is not the one that it was
   *     used with, or if another process owns the SQLite file
   */
  public Hooks start() {
    EncryptionKey given = key;
    if (given == null) {
      throw new IllegalStateException(
          "no key is set, which secrets of webhooks are encrypted with: give key(…) 32 random"
              + " bytes, which openssl rand -base64 32 makes, or a file to keep them in");
    }
    if (sender != null && !allowed.isEmpty()) {
      throw new IllegalArgumentException(
          "sender is set, and so are networks to allow, which only the library's own sender"
              + " checks: leave one of both out");
    }
    TableNames names = TableNames.prefixed(tablePrefix);
    return HooksStart.of(
        new StoreSettings(
            Optional.ofNullable(dataSource),
            Optional.ofNullable(sqliteFile),
            schema == null ? names : names.inSchema(schema),
            createTables,
            role,
            Optional.ofNullable(node),
            Optional.ofNullable(clock)),
        given.open(),
        this);
  }

  /** The engine of these settings on a store. */
  HooksConfig engine(OpenStore open, Sender sends, HooksListener told) {
    return new HooksConfig(
        open.store().ports(),
        senderDecoration.apply(sends),
        new HooksConfig.Clocks(open.wallClock(), open.store().engineClock()),
        policy(),
        retention,
        USER_AGENT,
        told,
        open.signingKeys());
  }

  private DeliveryPolicy policy() {
    return ownerLimits == null ? policy : policy.withOwnerLimits(ownerLimits);
  }

  Function<String, OwnerLimits> ownerLimits() {
    return policy().ownerLimits();
  }

  Optional<Sender> sender() {
    return Optional.ofNullable(sender);
  }

  AddressGuard guard() {
    return new AddressGuard(allowed, Set.of());
  }

  /** The same, if the sender goes by it. */
  Optional<AddressGuard> checkedGuard() {
    return sender == null ? Optional.of(guard()) : Optional.empty();
  }

  HooksListener listener() {
    return listener;
  }

  AfterCommit afterCommit() {
    return afterCommit;
  }

  SnapshotReader snapshots() {
    return snapshots;
  }
}
