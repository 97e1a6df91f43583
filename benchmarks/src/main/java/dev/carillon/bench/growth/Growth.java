package dev.carillon.bench.growth;

import dev.carillon.bench.program.Folder;
import dev.carillon.bench.program.Program;
import dev.carillon.bench.program.Result;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What grows. The figure is how long a change is matched against 10,000 webhooks; the limit is ten
 * times what it takes with 10.
 */
public final class Growth implements Program {

  private static final int ASSETS = 1_000_000;
  private static final int BRIEF_ASSETS = 100_000;
  private static final int DELIVERIES = 10_000_000;
  private static final int BRIEF_DELIVERIES = 1_000_000;

  @Override
  public String purpose() {
    return "10,000 webhooks, 1 M assets, 10 M deliveries (P6)";
  }

  @Override
  public Result run(Options options) throws IOException, InterruptedException {
    Folder.empty(options.work());
    GrowthMatching.Times matching = new GrowthMatching().run();
    GrowthSearch.Times search =
        new GrowthSearch(options.brief() ? BRIEF_ASSETS : ASSETS).run(options.work());
    GrowthLibrary.Times library =
        GrowthLibrary.run(options, options.brief() ? BRIEF_ASSETS : ASSETS);
    GrowthLog.Times log =
        new GrowthLog(options.brief() ? BRIEF_DELIVERIES : DELIVERIES).run(options.work());
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("matchingMicrosWith10", matching.few());
    more.put("matchingMicrosWith10000", matching.many());
    more.put("indexSearchP95MillisFew", search.searchFew());
    more.put("indexSearchP95MillisMany", search.searchMany());
    more.put("indexUpdateP95MillisFew", search.updateFew());
    more.put("indexUpdateP95MillisMany", search.updateMany());
    more.put("searchP95MillisFew", library.searchFew());
    more.put("searchP95MillisMany", library.searchMany());
    more.put("updateP95MillisFew", library.updateFew());
    more.put("updateP95MillisMany", library.updateMany());
    more.put("pageP95Millis", log.many().pageMillis());
    more.put("dueP95Millis", log.many().dueMillis());
    tell("ShortLog", log.few().rate(), more);
    tell("LongLog", log.many().rate(), more);
    double limit = 10 * matching.few();
    return new Result(
        matching.many(), "µs", limit, limit / matching.many(), 1, log.verdict(), more);
  }

  private static void tell(String log, GrowthLog.Rate rate, Map<String, Object> more) {
    more.put("deliveriesPerSecond" + log, Math.round(rate.perSecond()));
    more.put("deliveryCpuMicros" + log, Math.round(rate.cpuMicros() * 10) / 10.0);
  }
}
