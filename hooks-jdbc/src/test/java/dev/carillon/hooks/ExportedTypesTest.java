package dev.carillon.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.core.HooksEngine;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Executable;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user of the module can name everything that its methods take and return. */
class ExportedTypesTest {

  private final ModuleDescriptor own = module(Hooks.class);
  private final Set<String> exported =
      Stream.of(own, module(HooksEngine.class))
          .flatMap(module -> module.exports().stream())
          .map(ModuleDescriptor.Exports::source)
          .collect(Collectors.toCollection(TreeSet::new));

  @Test
  void onlyTheDoorIsExported() {
    assertThat(own.exports())
        .extracting(ModuleDescriptor.Exports::source)
        .containsExactly("dev.carillon.hooks");
    assertThat(own.requires())
        .filteredOn(each -> each.modifiers().isEmpty())
        .as("each is optional, passed on, or the platform's")
        .isEmpty();
  }

  /** It needs neither a driver nor what annotates the library. */
  @Test
  void aModuleIsCompiledThatRequiresThisOneAlone(@TempDir Path folder) throws Exception {
    Path program = folder.resolve("Shop.java");
    Files.writeString(
        program,
        """
        package shop;
        public final class Shop {
          private Shop() {}
          public static Integer place(dev.carillon.hooks.Hooks hooks) {
            return hooks.transaction(connection -> hooks.publish(connection, "a", "7", "{}").webhooks());
          }
          public static dev.carillon.hooks.webhook.DeliveryRules rules() {
            return dev.carillon.hooks.webhook.DeliveryRules.DEFAULT.withDisableOnGone(null);
          }
        }
        """);
    Path module = folder.resolve("module-info.java");
    Files.writeString(
        module, "module shop { exports shop; requires transitive dev.carillon.hooks.jdbc; }");
    String path = location(Hooks.class) + File.pathSeparator + location(HooksEngine.class);
    StringWriter printed = new StringWriter();
    PrintWriter writer = new PrintWriter(printed);
    int result =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                writer,
                writer,
                "--release=21",
                "-Xlint:all,-path",
                "-Werror",
                "--module-path=" + path,
                "-d",
                folder.resolve("classes").toString(),
                module.toString(),
                program.toString());
    assertThat(result).as(printed.toString()).isZero();
  }

  @Test
  void signaturesMentionExportedTypesOnly() throws Exception {
    List<String> hidden = new ArrayList<>();
    List<Class<?>> types = exportedTypes();
    assertThat(types).contains(Hooks.class, HooksBuilder.class).hasSizeGreaterThan(10);
    for (Class<?> type : types) {
      for (Mention mention : mentions(type)) {
        if (!isExported(mention.type())) {
          hidden.add(mention.where() + ": " + mention.type().getName());
        }
      }
    }
    assertThat(hidden).isEmpty();
  }

  private List<Class<?>> exportedTypes() throws IOException, URISyntaxException {
    List<Class<?>> types = new ArrayList<>();
    Path folder = location(Hooks.class).resolve("dev/carillon/hooks");
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
        String name = String.valueOf(file.getFileName()).replace(".class", "");
        if (!name.equals("package-info")) {
          Class<?> type = loaded("dev.carillon.hooks." + name);
          if (isVisible(type)) {
            types.add(type);
          }
        }
      }
    }
    return types;
  }

  private static boolean isVisible(Class<?> type) {
    Class<?> outer = type.getDeclaringClass();
    return isVisible(type.getModifiers()) && (outer == null || isVisible(outer));
  }

  private static boolean isVisible(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static List<Mention> mentions(Class<?> type) {
    List<Mention> mentions = new ArrayList<>();
    List<Type> above = new ArrayList<>(List.of(type.getGenericInterfaces()));
    if (type.getGenericSuperclass() != null) {
      above.add(type.getGenericSuperclass());
    }
    above.forEach(each -> add(mentions, type.getName(), each));
    Stream.concat(
            Stream.of(type.getDeclaredConstructors()),
            Stream.of(type.getDeclaredMethods()).filter(method -> !method.isSynthetic()))
        .filter(each -> isVisible(each.getModifiers()))
        .forEach(each -> addAll(mentions, each));
    Stream.of(type.getDeclaredFields())
        .filter(field -> isVisible(field.getModifiers()))
        .forEach(field -> add(mentions, field.toString(), field.getGenericType()));
    return mentions;
  }

  private static void addAll(List<Mention> mentions, Executable executable) {
    List<Type> all = new ArrayList<>(List.of(executable.getGenericParameterTypes()));
    all.addAll(List.of(executable.getGenericExceptionTypes()));
    all.add(executable.getAnnotatedReturnType().getType());
    all.forEach(each -> add(mentions, executable.toString(), each));
  }

  private static void add(List<Mention> mentions, String where, Type type) {
    switch (type) {
      case Class<?> one -> mentions.add(new Mention(where, one));
      case ParameterizedType one -> {
        add(mentions, where, one.getRawType());
        Stream.of(one.getActualTypeArguments()).forEach(each -> add(mentions, where, each));
      }
      case GenericArrayType one -> add(mentions, where, one.getGenericComponentType());
      case WildcardType one ->
          Stream.concat(Stream.of(one.getUpperBounds()), Stream.of(one.getLowerBounds()))
              .forEach(each -> add(mentions, where, each));
      case TypeVariable<?> variable -> {
        // what stands for it belongs to another library
      }
      default -> throw new IllegalArgumentException(type.getTypeName());
    }
  }

  private boolean isExported(Class<?> type) {
    Class<?> element = type.isArray() ? type.componentType() : type;
    String name = element.getPackageName();
    return element.isPrimitive()
        || ((name.startsWith("java.") || name.startsWith("javax.") || exported.contains(name))
            && isVisible(element));
  }

  private static Class<?> loaded(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException missing) {
      throw new IllegalStateException(missing);
    }
  }

  private static ModuleDescriptor module(Class<?> of) {
    try {
      return ModuleFinder.of(location(of)).findAll().iterator().next().descriptor();
    } catch (URISyntaxException wrong) {
      throw new IllegalStateException(wrong);
    }
  }

  private static Path location(Class<?> of) throws URISyntaxException {
    return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** A type that a signature names. */
  private record Mention(String where, Class<?> type) {}
}
