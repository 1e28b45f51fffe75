package org.jpose.cli.eval;

import java.io.PrintWriter;
import java.util.Locale;
import org.jpose.core.Counted;
import org.jpose.data.evaluation.Evaluated;
import org.jpose.data.evaluation.JointError;
import org.jpose.data.evaluation.Pck;
import org.jpose.data.evaluation.PeopleCounts;
import org.jpose.data.evaluation.PrecisionRecall;

/** Prints an evaluation: COCO's table, then what it does not tell. */
final class EvaluationReport {
  private EvaluationReport() {}

  static void print(PrintWriter out, Evaluated evaluated) {
    PrecisionRecall curve = evaluated.curve();
    int images = evaluated.evaluation().images().size();
    out.println(
        evaluated.title()
            + ": "
            + Counted.of(images, "image")
            + ", "
            + Counted.people(curve.people()));
    if (!evaluated.failed().isEmpty()) {
      out.println(
          Counted.of(evaluated.failed().size(), "image")
              + " could not be done; their people count as missed");
    }
    out.println();
    out.print(evaluated.summary().table());
    out.println();
    out.println("People (OKS 0.50)          matched  missed  mistaken  precision  recall");
    print(out, "of any score", curve.all());
    if (curve.best().matched() > 0) {
      print(out, number("of score %.3f or more", curve.bestScore()), curve.best());
    }
    out.println();
    out.println("Joint             labels   found    near  median error  mean OKS");
    for (JointError joint : evaluated.joints().joints()) {
      out.println(
          String.format(
              Locale.ROOT,
              "%-16s  %6d  %6s  %6s  %12s  %8s",
              joint.joint(),
              joint.labelled(),
              percent((double) joint.found() / joint.labelled()),
              percent(joint.recall()),
              number("%.4f", joint.medianDistance()),
              number("%.3f", joint.similarity())));
    }
    out.println();
    for (Pck pck : evaluated.joints().pck()) {
      out.println(
          String.format(
              Locale.ROOT,
              "%-14s %.3f (%d of %d joints)",
              pck.length().label(),
              pck.part(),
              pck.correct(),
              pck.labelled()));
    }
    out.flush();
  }

  private static void print(PrintWriter out, String which, PeopleCounts counts) {
    out.println(
        String.format(
            Locale.ROOT,
            "%-25s  %7d  %6d  %8d  %9.3f  %6.3f",
            which,
            counts.matched(),
            counts.missed(),
            counts.mistaken(),
            counts.precision(),
            counts.recall()));
  }

  private static String percent(double part) {
    return Double.isNaN(part) ? "-" : number("%.1f%%", 100 * part);
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
  }
}
