package dev.carillon.server.crash;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a server is started.
 *
 * @param watcher a program that runs it, with its options; empty for none
 * @param jvm more options of its Java
 * @param classPath where its classes are
 */
public record Launch(List<String> watcher, List<String> jvm, String classPath) {

  /** As it is, from the classes that the tests run with. */
  static final Launch PLAIN = QuickStart.fresh();

  /** The same, where a cache of loaded classes would not fit: it goes by the times of files. */
  public static final Launch WITHOUT_CACHE =
      new Launch(List.of(), List.of(), System.getProperty("java.class.path"));

  /** Below this program. */
  public Launch below(List<String> program) {
    return new Launch(program, jvm, classPath);
  }

  /** With these options too. */
  Launch with(String... options) {
    List<String> all = new ArrayList<>(jvm);
    all.addAll(List.of(options));
    return new Launch(watcher, all, classPath);
  }

  /** With an agent, below which the cache can be used but not be written. */
  Launch withAgent(String... options) {
    List<String> all = new ArrayList<>(jvm);
    all.remove(QuickStart.WRITES);
    all.addAll(List.of(options));
    return new Launch(watcher, all, classPath);
  }

  List<String> command(Path home, int port) {
    return java(
        "dev.carillon.server.Main",
        "serve",
        "--home",
        home.toString(),
        "--port",
        Integer.toString(port));
  }

  /** The command that runs a class. */
  List<String> java(String... classAndArguments) {
    List<String> command = new ArrayList<>(watcher);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // it lives for seconds: quick to start counts more than quick later
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx512m", "-XX:TieredStopAtLevel=1"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(jvm);
    command.addAll(List.of("-cp", classPath));
    command.addAll(List.of(classAndArguments));
    return command;
  }
}
