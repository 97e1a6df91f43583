package dev.carillon.server.platform.config;

import dev.carillon.server.platform.tasks.PeriodicTasks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * {@code cluster-properties.txt}: what all nodes share. It is read once a second, however it was
 * written, so that a change counts without a restart. What cannot be understood is a warning, and
 * the last good value stays. Where several nodes share a database, each has a file of its own, and
 * what is changed in one reaches the others within two seconds.
 */
public final class ClusterProperties implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ClusterProperties.class.getName());
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration SETTLE = Duration.ofMillis(50);
  private static final long BYTES_MAX = 1 << 20;
  private static final String HEADING =
      """
      Cluster properties: what all nodes of this server share. Lines are key=value.
      A change counts within two seconds, without a restart. The lines that begin with # show the
      defaults: write a line without # to set something else. A key or value that the server does
      not understand is named in its log, and the value that counted before stays.\
      """;

  private final Path path;
  private final List<Consumer<ClusterSettings>> listeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<Edit>> editListeners = new CopyOnWriteArrayList<>();
  private final PeriodicTasks tasks = new PeriodicTasks("cluster-properties");
  private final Object changing = new Object();
  private volatile State state;
  private @Nullable PropertySharing sharing;

  private ClusterProperties(Path path) {
    this.path = path;
    this.state = State.START;
  }

  /**
   * Reads the file and goes on watching it. Where there is none, one is written that explains each
   * property.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public static ClusterProperties open(Path path) {
    return open(path, POLL);
  }

  static ClusterProperties open(Path path, Duration poll) {
    ClusterProperties properties = new ClusterProperties(path);
    try {
      if (Files.notExists(path)) {
        Files.createDirectories(path.toAbsolutePath().getParent());
        new AtomicFile(path).write(PropertyFile.shipped(HEADING, ClusterKeys.ALL).text());
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot write " + path, failed);
    }
    properties.reload();
    properties.tasks.every(poll, "reading changed cluster properties", properties::look);
    return properties;
  }

  /**
   * From now on the file has the text that all nodes go by, and an edit of it counts for all.
   *
   * @throws UncheckedIOException if the file cannot be written
   * @throws dev.carillon.hooks.delivery.HooksException if the others cannot be asked
   */
  public void share(SharedProperties revisions) {
    synchronized (changing) {
      PropertySharing shared = new PropertySharing(revisions, beside(".shared"));
      try {
        adopt(shared, shared.begin(state.content().text(), beside(".before")));
      } catch (IOException failed) {
        throw new UncheckedIOException("cannot use " + path, failed);
      }
      sharing = shared;
    }
  }

  private Path beside(String ending) {
    return path.resolveSibling(path.getFileName() + ending);
  }

  /** Has the file say what counts, unless it is edited meanwhile. */
  private void adopt(PropertySharing shared, SharedProperties.Revision revision)
      throws IOException {
    String before = state.content().text();
    if (!revision.text().equals(before)) {
      new AtomicFile(path).change(now -> now.equals(before) ? revision.text() : now);
      reload();
    }
    shared.applied(revision);
  }

  /**
   * What in a file would not count, without using it.
   *
   * @throws IOException if it cannot be read
   */
  public static List<PropertyWarning> warningsOf(Path path) throws IOException {
    return PropertyValues.NONE
        .read(
            new PropertyFile(Files.readString(path)),
            path.getFileName().toString(),
            ClusterKeys.ALL)
        .warnings();
  }

  /** What a file says, before anything watches it; defaults where it cannot be read. */
  public static ClusterSettings settingsOf(Path path) {
    return State.START.after(Content.of(path), path.getFileName().toString()).settings();
  }

  /** What counts now. */
  public ClusterSettings settings() {
    return state.settings();
  }

  /** What in the file does not count now, in the order of its lines. */
  public List<PropertyWarning> warnings() {
    return state.warnings();
  }

  /** The text that counts now for a property of {@link ClusterKeys#ALL}. */
  public String text(Property<?> property) {
    return state.values().text(property);
  }

  /** Whether a property's value comes from the file, rather than being the default. */
  public boolean isSet(Property<?> property) {
    return state.values().texts().containsKey(property.key());
  }

  /** Calls this with the new settings after each change; not for those that count now. */
  public void onChange(Consumer<ClusterSettings> listener) {
    listeners.add(listener);
  }

  /**
   * Calls this for each property whose value changes because the file was edited by hand, and not
   * by {@link #set} or {@link #reset}.
   */
  public void onEdit(Consumer<Edit> listener) {
    editListeners.add(listener);
  }

  /**
   * A property that was edited in the file.
   *
   * @param before the value that counted, as it may be shown
   * @param after the value that counts now, as it may be shown
   */
  public record Edit(Property<?> property, String before, String after) {}

  /**
   * Writes a value into the file, where its comments and order stay; it counts when this returns.
   *
   * @throws IllegalArgumentException if the key is unknown or the value is not allowed; nothing is
   *     written
   * @throws UncheckedIOException if the file cannot be written; it is as before
   */
  public void set(String key, String value) {
    String text = value.strip();
    check(key, text);
    change(file -> file.with(key, text));
  }

  /**
   * Takes a property out of the file, so that its default counts; it does when this returns.
   *
   * @throws UncheckedIOException if the file cannot be written; it is as before
   */
  public void reset(Property<?> property) {
    change(file -> file.without(property.key()));
  }

  private void change(UnaryOperator<PropertyFile> change) {
    UnaryOperator<String> ofText = text -> change.apply(new PropertyFile(text)).text();
    synchronized (changing) {
      PropertySharing shared = sharing;
      try {
        if (shared != null) {
          seeEdit();
          change(shared, ofText);
        } else {
          new AtomicFile(path).change(ofText);
        }
      } catch (IOException failed) {
        throw new UncheckedIOException("cannot write " + path, failed);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("stopped before anything was changed", stopped);
      }
      reload();
    }
  }

  private void change(PropertySharing shared, UnaryOperator<String> change) throws IOException {
    Content content = state.content();
    if (content.trouble().isEmpty()) {
      // an edit that no look has seen yet
      adopt(shared, shared.sync(content.text()));
      adopt(shared, shared.change(change));
    } else {
      SharedProperties.Revision changed = shared.change(change);
      new AtomicFile(path).write(changed.text());
      shared.applied(changed);
    }
  }

  private static void check(String key, String text) {
    List<String> keys = ClusterKeys.ALL.stream().<String>map(Property::key).toList();
    int index = keys.indexOf(key);
    if (index < 0) {
      throw new IllegalArgumentException(
          "unknown key '%s'; the nearest known key is '%s'"
              .formatted(key, NameSuggestion.to(key, keys)));
    }
    if (text.lines().count() > 1) {
      throw new IllegalArgumentException("'" + key + "' must be one line");
    }
    Property<?> property = ClusterKeys.ALL.get(index);
    try {
      property.type().parse(text);
    } catch (RuntimeException bad) {
      throw new IllegalArgumentException(PropertyValues.refusal(property, text), bad);
    }
  }

  /** Stops watching. */
  @Override
  public void close() {
    tasks.close();
  }

  private void look() throws InterruptedException, IOException {
    seeEdit();
    synchronized (changing) {
      PropertySharing shared = sharing;
      State now = state;
      if (shared != null && now.content().trouble().isEmpty()) {
        adopt(shared, shared.sync(now.content().text()));
      }
    }
  }

  private void seeEdit() throws InterruptedException {
    Content seen = Content.of(path);
    if (!seen.equals(state.content())) {
      // An editor that writes in place may be half done: only a text that stays counts.
      Thread.sleep(SETTLE);
      if (seen.equals(Content.of(path))) {
        reloadEdited();
      }
    }
  }

  private void reloadEdited() {
    synchronized (changing) {
      PropertyValues before = state.values();
      reload();
      PropertyValues now = state.values();
      for (Property<?> property : ClusterKeys.ALL) {
        if (!before.text(property).equals(now.text(property))) {
          Edit edit = edit(property, before.text(property), now.text(property));
          editListeners.forEach(listener -> tell(listener, edit));
        }
      }
    }
  }

  private static Edit edit(Property<?> property, String before, String after) {
    return new Edit(property, property.type().shown(before), property.type().shown(after));
  }

  private void reload() {
    synchronized (changing) {
      State before = state;
      State now = before.after(Content.of(path), path.getFileName().toString());
      state = now;
      if (!now.warnings().equals(before.warnings())) {
        now.warnings().forEach(warning -> LOG.log(System.Logger.Level.WARNING, warning));
      }
      if (!now.settings().equals(before.settings())) {
        listeners.forEach(listener -> tell(listener, now.settings()));
      }
    }
  }

  private static <T> void tell(Consumer<T> listener, T news) {
    try {
      listener.accept(news);
    } catch (RuntimeException failed) {
      LOG.log(System.Logger.Level.ERROR, "could not apply changed cluster properties", failed);
    }
  }

  /** What a look at the file showed: a text, or why there is none. */
  private record Content(String text, String trouble) {

    static Content of(Path path) {
      try {
        long size = Files.size(path);
        return size > BYTES_MAX
            ? new Content("", "has " + size + " bytes, but may have " + BYTES_MAX)
            : new Content(Files.readString(path), "");
      } catch (IOException unreadable) {
        return new Content("", "cannot be read as UTF-8 text (" + unreadable + ")");
      }
    }
  }

  private record State(
      Content content,
      PropertyValues values,
      ClusterSettings settings,
      List<PropertyWarning> warnings) {

    static final State START =
        new State(new Content("", ""), PropertyValues.NONE, ClusterSettings.DEFAULT, List.of());

    State after(Content content, String name) {
      if (!content.trouble().isEmpty()) {
        PropertyWarning warning =
            new PropertyWarning(
                name, "", content.trouble() + "; the previous values stay in force");
        return new State(content, values, settings, List.of(warning));
      }
      PropertyValues.Reading reading =
          values.read(new PropertyFile(content.text()), name, ClusterKeys.ALL);
      return new State(
          content,
          reading.values(),
          ClusterSettings.of(reading.values()),
          List.copyOf(reading.warnings()));
    }
  }
}
