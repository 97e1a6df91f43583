package dev.carillon.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.webhook.Webhook;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gives null to the library is told which argument it was. */
class NullArgumentsTest {

  @TempDir private Path folder;

  @Test
  void eachArgumentThatIsNullIsNamed() {
    HooksBuilder builder = Hooks.builder(folder.resolve("hooks.db")).key(new byte[32]);
    try (Hooks hooks = builder.start()) {
      int checked = 0;
      for (Object one :
          List.of(
              builder,
              hooks,
              hooks.webhooks(),
              hooks.deliveries(),
              hooks.signingKeys(),
              WebhookRegistration.of("one", "https://e/one"))) {
        checked += checkAll(one.getClass(), one);
      }
      checked += checkAll(TableScripts.class, null);
      assertThat(checked).as("arguments").isGreaterThanOrEqualTo(60);
    }
  }

  /** How many arguments were null once each. */
  private static int checkAll(Class<?> type, @Nullable Object instance) {
    int checked = 0;
    for (Method method : type.getDeclaredMethods()) {
      if (Modifier.isPublic(method.getModifiers()) && !method.isSynthetic()) {
        for (int i = 0; i < method.getParameterCount(); i++) {
          if (mustBeGiven(method.getParameters()[i])) {
            checkNamed(method, instance, i);
            checked++;
          }
        }
      }
    }
    return checked;
  }

  private static boolean mustBeGiven(Parameter parameter) {
    return !parameter.getType().isPrimitive()
        && !parameter.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static void checkNamed(Method method, @Nullable Object instance, int argument) {
    @Nullable Object[] arguments =
        Arrays.stream(method.getParameterTypes()).map(NullArgumentsTest::any).toArray();
    arguments[argument] = null;
    assertThatThrownBy(() -> method.invoke(instance, arguments))
        .as("%s, argument %d", method, argument)
        .isInstanceOf(InvocationTargetException.class)
        .cause()
        .isInstanceOf(NullPointerException.class)
        .hasMessage(method.getParameters()[argument].getName() + " is null");
  }

  /** Any value of a type that stands before an argument that is null; else null, too. */
  private static @Nullable Object any(Class<?> type) {
    if (type == int.class) {
      return 1;
    }
    if (type == String.class) {
      return "text";
    }
    if (type == Connection.class) {
      return Proxy.newProxyInstance(
          type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> null);
    }
    if (type == Delivery.Id.class) {
      return Delivery.Id.random();
    }
    if (type == Webhook.Id.class) {
      return Webhook.Id.random();
    }
    if (type == DeliveryFilter.class) {
      return DeliveryFilter.ALL;
    }
    return type == WebhookRegistration.class ? WebhookRegistration.of("a", "https://e/") : null;
  }
}
