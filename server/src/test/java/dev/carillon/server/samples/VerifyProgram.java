package dev.carillon.server.samples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The samples that say whether a request is genuine, each as a program. */
enum VerifyProgram {
  NODE("node", "verify.mjs"),
  JAVA("", "Verify.java"),
  PYTHON("python3", "verify.py"),
  GO("", "verify.go"),
  PHP("php", "verify.php"),
  CSHARP("", "Verify.cs"),
  RUBY("ruby", "verify.rb"),
  SHELL("sh", "verify.sh");

  private static final Path FOLDER =
      Path.of("..", "samples", "verify").toAbsolutePath().normalize();
  private static final long PATIENCE_SECONDS = 120;

  private final String interpreter;
  private final String file;

  VerifyProgram(String interpreter, String file) {
    this.interpreter = interpreter;
    this.file = file;
  }

  /** Compiles it into this folder, where it must be; how it is called. */
  List<String> command(Path folder) {
    return command(FOLDER, folder);
  }

  /** The same of the sample in another folder that verifies with public keys. */
  List<String> ofPublicKeys(Path folder) {
    return command(FOLDER.resolve("ed25519"), folder);
  }

  private List<String> command(Path samples, Path folder) {
    Path source = samples.resolve(file);
    return switch (this) {
      case JAVA -> {
        Path bin = Path.of(System.getProperty("java.home"), "bin");
        run(List.of(bin.resolve("javac").toString(), "-d", folder.toString(), source.toString()));
        yield List.of(bin.resolve("java").toString(), "-cp", folder.toString(), "Verify");
      }
      case GO -> {
        String built = folder.resolve("verify-go").toString();
        run(List.of("go", "build", "-o", built, source.toString()), folder);
        yield List.of(built);
      }
      case CSHARP -> {
        String built = folder.resolve("verify.exe").toString();
        run(List.of("mcs", "-out:" + built, source.toString()));
        yield List.of("mono", built);
      }
      default -> List.of(interpreter, source.toString());
    };
  }

  /** What the program ends with for this request. */
  static int answer(List<String> command, String secret, SignedSample request) {
    return answer(command, "SECRET", secret, request);
  }

  /** The same with the key in this variable. */
  static int answer(List<String> command, String variable, String key, SignedSample request) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().put(variable, key);
      for (String name : List.of("webhook-id", "webhook-timestamp", "webhook-signature")) {
        builder
            .environment()
            .put(name.toUpperCase(java.util.Locale.ROOT).replace('-', '_'), request.header(name));
      }
      Process process = builder.redirectErrorStream(true).start();
      try (var body = process.getOutputStream()) {
        body.write(request.body().getBytes(UTF_8));
      } catch (IOException unread) {
        // it may end before it has read the body
      }
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      int code = process.waitFor();
      if (!said.isEmpty()) {
        throw new AssertionError(command + " said: " + said);
      }
      return code;
    } catch (IOException missing) {
      throw new AssertionError("./test installs what this needs: " + command, missing);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  private static void run(List<String> command) {
    run(command, FOLDER);
  }

  private static void run(List<String> command, Path folder) {
    try {
      List<String> all = new ArrayList<>(command);
      ProcessBuilder builder = new ProcessBuilder(all).directory(folder.toFile());
      // what a build has translated of Go's own library serves the next one
      Path translated = Path.of("target", "go-cache").toAbsolutePath();
      builder.environment().put("GOCACHE", translated.toString());
      Process process = builder.redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!ended || process.exitValue() != 0) {
        throw new AssertionError(command + " failed: " + said);
      }
    } catch (IOException missing) {
      throw new AssertionError("./test installs what this needs: " + command, missing);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }
}
