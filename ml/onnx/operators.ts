/**
 * Operators that a package may use: the standard ones that compute numbers from numbers, always the same ones, in bounded time. Left out
 * on purpose: control flow (no bound on time), random numbers (a verdict could not be reproduced), strings, sequences, optionals and
 * ImageDecoder (no image model needs them; each is code that a hostile file could reach). Source: onnx 1.23, `onnx.defs`.
 */
const standard = new Set(
  `Abs Acos Acosh Add AffineGrid And ArgMax ArgMin Asin Asinh Atan Atanh Attention AveragePool BatchNormalization BitShift BitwiseAnd
  BitwiseNot BitwiseOr BitwiseXor BlackmanWindow Cast CastLike Ceil Celu CenterCropPad Clip Col2Im Compress Concat Constant
  ConstantOfShape Conv ConvInteger ConvTranspose Cos Cosh CumProd CumSum DFT DeformConv DepthToSpace DequantizeLinear Det Div Dropout
  DynamicQuantizeLinear Einsum Elu Equal Erf Exp Expand EyeLike Flatten Floor GRU Gather GatherElements GatherND Gelu Gemm
  GlobalAveragePool GlobalLpPool GlobalMaxPool Greater GreaterOrEqual GridSample GroupNormalization HammingWindow HannWindow HardSigmoid
  HardSwish Hardmax Identity InstanceNormalization IsInf IsNaN LRN LSTM LayerNormalization LeakyRelu Less LessOrEqual Log LogSoftmax
  LpNormalization LpPool MatMul MatMulInteger Max MaxPool MaxRoiPool MaxUnpool Mean MeanVarianceNormalization Min Mish Mod Mul Neg
  NonMaxSuppression NonZero Not OneHot Or PRelu Pad Pow QLinearConv QLinearMatMul QuantizeLinear RMSNormalization RNN Range Reciprocal
  ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare Relu Reshape Resize
  ReverseSequence RoiAlign RotaryEmbedding Round STFT Scatter ScatterElements ScatterND Selu Shape Shrink Sigmoid Sign Sin Sinh Size
  Slice Softmax Softplus Softsign SpaceToDepth Split Sqrt Squeeze Sub Sum SwiGLU Swish Tan Tanh ThresholdedRelu Tile TopK Transpose Trilu
  Unique Unsqueeze Upsample Where Xor`.split(/\s+/),
);

/** What the runtime's own quantiser writes (domain `com.microsoft`, ONNX Runtime's ContribOperators.md). */
const quantised = new Set(
  `DequantizeLinear DynamicQuantizeMatMul MatMulIntegerToFloat MatMulNBits NhwcMaxPool QGemm QLinearAdd QLinearAveragePool
  QLinearConcat QLinearConv QLinearGlobalAveragePool QLinearLeakyRelu QLinearMul QLinearReduceMean QLinearSigmoid QLinearSoftmax
  QLinearWhere QuantizeLinear`.split(/\s+/),
);

export const controlFlow: ReadonlySet<string> = new Set(['If', 'Loop', 'Scan', 'SequenceMap']);

/** Whether a package may use an operator; `domain` '' means the standard ones. */
export function isAllowed(domain: string, op: string): boolean {
  if (domain === '') return standard.has(op);
  return domain === 'com.microsoft' && quantised.has(op);
}
