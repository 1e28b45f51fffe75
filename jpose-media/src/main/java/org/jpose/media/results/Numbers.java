package org.jpose.media.results;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;

/**
 * Numbers as short as they are exact: hundredths of a pixel, score to four places, tenths of a
 * degree.
 */
final class Numbers {
  private Numbers() {}

  static String score(double value) {
    return decimal(value, 4);
  }

  static String degrees(double value) {
    return decimal(value, 1);
  }

  static String seconds(double value) {
    return decimal(value, 3);
  }

  static String decimal(double value, int places) {
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(places, RoundingMode.HALF_UP);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  /** Writes all joints of the skeleton in order as x, y, score; zeros where one is absent. */
  static void triplets(JsonGenerator json, Pose pose, KeypointScale.Placing placing)
      throws IOException {
    for (int joint = 0; joint < pose.skeleton().jointCount(); joint++) {
      Optional<Keypoint> keypoint = pose.keypoint(joint);
      json.writeNumber(keypoint.map(k -> placing.x(k.x())).orElse("0"));
      json.writeNumber(keypoint.map(k -> placing.y(k.y())).orElse("0"));
      json.writeNumber(keypoint.map(k -> score(k.score())).orElse("0"));
    }
  }
}
