package dev.carillon.server.crash;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Java wants an agent in a jar that names its class; the class itself is on the class path. */
final class AgentJar {

  private AgentJar() {}

  /** A jar in this folder that names this class. */
  static Path of(Class<?> agent, Path folder) throws IOException {
    Path jar = Files.createDirectories(folder).resolve(agent.getSimpleName() + ".jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", agent.getName());
    try (OutputStream out = Files.newOutputStream(jar)) {
      new JarOutputStream(out, manifest).close();
    }
    return jar;
  }
}
