package org.jpose.testkit;

import org.jpose.core.field.DecoderOptions;
import org.jpose.core.field.PoseDecoder;
import org.jpose.core.field.TfPoseDecoder;

class TfPoseDecoderTest extends PoseDecoderContract {
  @Override
  protected PoseDecoder decoder(DecoderOptions options) {
    return new TfPoseDecoder(4, options);
  }

  @Override
  protected DecoderOptions defaults() {
    return DecoderOptions.tfPose();
  }
}
