package dev.carillon.cli.remote;

import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Screen;
import dev.carillon.cli.terminal.Surroundings;
import dev.carillon.cli.terminal.Terminal;
import dev.carillon.cli.terminal.TimeArguments;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of every command that talks to a server. */
public final class RemoteOptions {

  private static final String STANDARD_SERVER = "http://localhost:8080";
  private static final Duration LIMIT_MAX = Duration.ofDays(1);
  private static final int PORT_MAX = 65_535;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "The server (or CARILLON_SERVER; default: that of the login).")
  private String server = "";

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "The login profile (or CARILLON_PROFILE; default: the current one).")
  private String profile = "";

  @Option(
      names = "--timeout",
      paramLabel = "SPAN",
      defaultValue = "30s",
      description = "The timeout of a request to the server (default: ${DEFAULT-VALUE}).")
  private String timeout = "30s";

  @Option(names = "--json", description = "Prints data as JSON, one value per line.")
  private boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Prints only the data.")
  private boolean quiet;

  @Option(names = "--no-input", description = "Never asks; fails instead.")
  private boolean noInput;

  private final Map<String, String> environment = Surroundings.current().variables();

  /** The options as they are before a command line is read. */
  public RemoteOptions() {}

  /** Where to print. */
  public Screen screen() {
    boolean colour =
        !json
            && Terminal.attached().isPresent()
            && environment.getOrDefault("NO_COLOR", "").isEmpty();
    var line = spec.commandLine();
    return new Screen(line.getOut(), line.getErr(), json, quiet, colour);
  }

  /** Whether a user can be asked. */
  public boolean mayAsk() {
    return !noInput && Terminal.attached().isPresent();
  }

  /** The logins of this person. */
  public Profiles profiles() {
    return Profiles.ofUser(environment);
  }

  /** Where the commands keep what they keep for this person. */
  public java.nio.file.Path folder() {
    return Profiles.folder(environment);
  }

  /** The server, with whatever proves who asks. */
  public ServerClient server() {
    return new ServerClient(profile().server(), credentials(), limit());
  }

  /** The server of this login, whatever the environment says. */
  public ServerClient server(Profile known) {
    return new ServerClient(
        known.server(), Credentials.Bearer.of("the token", known.token()), limit());
  }

  /** The server of this profile, called without a login. */
  public ServerClient stranger(Profile known) {
    return new ServerClient(known.server(), new Credentials.None(), limit());
  }

  /** How long one call may take. */
  public Duration limit() {
    Duration limit = TimeArguments.span("--timeout", timeout);
    if (limit.isZero() || limit.compareTo(LIMIT_MAX) > 0) {
      throw new Failure(ExitCode.USAGE, "--timeout is '" + timeout + "', but must be 1ms to 1d");
    }
    return limit;
  }

  /**
   * Which login counts. One made at another server is never sent to this one.
   *
   * @throws Failure where no login has the given name
   */
  public Profile profile() {
    String name = first(profile, "CARILLON_PROFILE", "");
    String url = trimmed(first(server, "CARILLON_SERVER", ""));
    Profiles all = profiles();
    if (!url.isEmpty()) {
      Optional<Profile> known =
          all.all().stream()
              .filter(each -> each.server().equals(url))
              .filter(each -> name.isEmpty() || each.name().equals(name))
              .findFirst();
      return known.orElse(new Profile(name.isEmpty() ? free(all, url) : name, url, "", "", false));
    }
    if (name.isEmpty()) {
      return all.find(all.current())
          .orElse(new Profile(Profile.STANDARD, STANDARD_SERVER, "", "", false));
    }
    return all.find(name)
        .orElseThrow(
            () ->
                new Failure(
                    ExitCode.USAGE,
                    "there is no login profile named '"
                        + name
                        + "'; create it with: carillon login --profile "
                        + name));
  }

  /** A name for a login at another server, which leaves the one that is there alone. */
  private static String free(Profiles all, String url) {
    return all.find(Profile.STANDARD).isEmpty() ? Profile.STANDARD : URI.create(url).getAuthority();
  }

  /** Whether it is a login that proves who asks, and not an API token or a password. */
  public boolean byLogIn() {
    return credentials() instanceof Credentials.Bearer(String token) && !token.startsWith("crl_");
  }

  private Credentials credentials() {
    String token = environment.getOrDefault("CARILLON_TOKEN", "").strip();
    String username = environment.getOrDefault("CARILLON_USERNAME", "");
    if (!token.isEmpty()) {
      return Credentials.Bearer.of("CARILLON_TOKEN", token);
    }
    if (!username.isEmpty()) {
      return new Credentials.Basic(username, environment.getOrDefault("CARILLON_PASSWORD", ""));
    }
    Profile known = profile();
    return known.loggedIn() ? new Credentials.Bearer(known.token()) : new Credentials.None();
  }

  private String first(String option, String variable, String otherwise) {
    return option.isEmpty() ? environment.getOrDefault(variable, otherwise) : option;
  }

  private static String trimmed(String url) {
    if (url.isEmpty()) {
      return url;
    }
    try {
      URI uri = URI.create(url);
      if (uri.getUserInfo() != null) {
        // not repeated here: it may be a password
        throw new Failure(
            ExitCode.USAGE, "--server must not contain a user name; log in with: carillon login");
      }
      if (uri.getHost() != null
          && String.valueOf(uri.getScheme()).matches("https?")
          && uri.getPort() <= PORT_MAX) {
        return url.replaceAll("/+$", "");
      }
    } catch (IllegalArgumentException malformed) {
      // refused below
    }
    throw new Failure(
        ExitCode.USAGE, "--server is '" + url + "', but must be an http or https URL");
  }
}
