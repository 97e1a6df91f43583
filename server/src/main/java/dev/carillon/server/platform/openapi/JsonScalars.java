package dev.carillon.server.platform.openapi;

import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads plain scalars as the JSON schema of YAML 1.2 does, which OpenAPI asks for: {@code
 * 2026-11-30}, {@code on} and {@code 010} are texts, where YAML 1.1 reads a time, true and 8.
 */
final class JsonScalars extends Resolver {

  private static final Pattern TRUTH = Pattern.compile("true|false");
  private static final Pattern NOTHING = Pattern.compile("~|null|");
  private static final Pattern WHOLE = Pattern.compile("-?(?:0|[1-9][0-9]*)");
  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?");

  @Override
  protected void addImplicitResolvers() {
    addImplicitResolver(Tag.BOOL, TRUTH, "tf");
    addImplicitResolver(Tag.INT, WHOLE, "-0123456789");
    addImplicitResolver(Tag.FLOAT, NUMBER, "-0123456789");
    addImplicitResolver(Tag.MERGE, MERGE, "<");
    addImplicitResolver(Tag.NULL, NOTHING, "~n\0");
    addImplicitResolver(Tag.NULL, EMPTY, null);
  }
}
