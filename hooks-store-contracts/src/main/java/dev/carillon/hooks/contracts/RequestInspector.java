package dev.carillon.hooks.contracts;

/**
 * Looks at every request that any {@link ScriptedReceiver} gets. Found by {@link
 * java.util.ServiceLoader}, so that one class can hold for all tests of a module.
 */
@FunctionalInterface
public interface RequestInspector {

  /**
   * Looks at a request.
   *
   * @throws AssertionError where it is not as it must be; the receiver's next call then throws it
   */
  void inspect(Received request);
}
