package dev.carillon.server.operations.support;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What this Java process is, what its threads do and what it has in memory. */
final class ProcessFacts {

  private static final String[] PROPERTIES = {
    "java.version", "java.vendor", "java.vm.name", "os.name", "os.version", "os.arch"
  };

  private ProcessFacts() {}

  static Map<String, Object> about() {
    Map<String, Object> facts = new LinkedHashMap<>();
    for (String property : PROPERTIES) {
      facts.put(property, System.getProperty(property, ""));
    }
    facts.put("processors", Runtime.getRuntime().availableProcessors());
    facts.put("uptimeSeconds", ManagementFactory.getRuntimeMXBean().getUptime() / 1000);
    return facts;
  }

  static Map<String, Object> memory() {
    Map<String, Object> memory = new LinkedHashMap<>();
    memory.put("heap", usage(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage()));
    memory.put("nonHeap", usage(ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage()));
    Map<String, Object> collectors = new LinkedHashMap<>();
    for (GarbageCollectorMXBean each : ManagementFactory.getGarbageCollectorMXBeans()) {
      collectors.put(
          each.getName(),
          Map.of("collections", each.getCollectionCount(), "millis", each.getCollectionTime()));
    }
    memory.put("collectors", collectors);
    return memory;
  }

  /** Platform threads by name, with what each is doing. */
  static String threads() {
    Map<String, String> dump = new TreeMap<>();
    Thread.getAllStackTraces()
        .forEach(
            (thread, frames) -> {
              StringBuilder text = new StringBuilder();
              text.append('"').append(thread.getName()).append("\" ").append(thread.getState());
              for (StackTraceElement frame : frames) {
                text.append("\n    at ").append(frame);
              }
              dump.put(thread.getName() + " " + thread.threadId(), text.append("\n\n").toString());
            });
    return String.join("", dump.values());
  }

  private static Map<String, Object> usage(MemoryUsage usage) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("usedBytes", usage.getUsed());
    shown.put("committedBytes", usage.getCommitted());
    shown.put("maxBytes", usage.getMax());
    return shown;
  }
}
