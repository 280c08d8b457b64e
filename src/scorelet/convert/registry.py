"""Which converter says what an estimator says: one row for each class, `module:function` of this package.

A class is known by its library and its name, and by nothing less: a subclass may say something else, so it has no
row. A converter is given the estimator, the row it reads, and the conversion it is part of (`path.Conversion`), and
returns what the estimator answers (`outputs.Outputs`).
"""

from __future__ import annotations

from collections.abc import Mapping

CONVERTERS: Mapping[str, Mapping[str, str]] = {
    "sklearn": {
        "Pipeline": "pipelines:pipeline",
        # linear models
        "ARDRegression": "linear:regression",
        "BayesianRidge": "linear:regression",
        "ElasticNet": "linear:regression",
        "ElasticNetCV": "linear:regression",
        "GammaRegressor": "linear:generalized",
        "HuberRegressor": "linear:regression",
        "Lars": "linear:regression",
        "LarsCV": "linear:regression",
        "Lasso": "linear:regression",
        "LassoCV": "linear:regression",
        "LassoLars": "linear:regression",
        "LassoLarsCV": "linear:regression",
        "LassoLarsIC": "linear:regression",
        "LinearRegression": "linear:regression",
        "LinearSVC": "linear:classifier",
        "LinearSVR": "linear:regression",
        "LogisticRegression": "linear:logistic",
        "LogisticRegressionCV": "linear:logistic",
        "MultiTaskElasticNet": "linear:regression",
        "MultiTaskElasticNetCV": "linear:regression",
        "MultiTaskLasso": "linear:regression",
        "MultiTaskLassoCV": "linear:regression",
        "OrthogonalMatchingPursuit": "linear:regression",
        "OrthogonalMatchingPursuitCV": "linear:regression",
        "PassiveAggressiveClassifier": "linear:classifier",
        "PassiveAggressiveRegressor": "linear:regression",
        "Perceptron": "linear:classifier",
        "PoissonRegressor": "linear:generalized",
        "QuantileRegressor": "linear:regression",
        "RANSACRegressor": "linear:ransac",
        "Ridge": "linear:regression",
        "RidgeCV": "linear:regression",
        "RidgeClassifier": "linear:classifier",
        "RidgeClassifierCV": "linear:classifier",
        "SGDClassifier": "linear:sgd",
        "SGDOneClassSVM": "linear:one_class",
        "SGDRegressor": "linear:regression",
        "TheilSenRegressor": "linear:regression",
        "TweedieRegressor": "linear:generalized",
        # naive Bayes, discriminants
        "BernoulliNB": "naive_bayes:bernoulli",
        "CategoricalNB": "naive_bayes:categorical",
        "ComplementNB": "naive_bayes:complement",
        "GaussianNB": "naive_bayes:gaussian",
        "MultinomialNB": "naive_bayes:multinomial",
        "LinearDiscriminantAnalysis": "discriminant:linear_discriminant",
        "QuadraticDiscriminantAnalysis": "discriminant:quadratic_discriminant",
        # around other estimators
        "CalibratedClassifierCV": "calibration:calibrated",
        "ClassifierChain": "multioutput:classifier_chain",
        "FixedThresholdClassifier": "wrappers:threshold",
        "FrozenEstimator": "wrappers:frozen",
        "GridSearchCV": "wrappers:search",
        "HalvingGridSearchCV": "wrappers:search",
        "HalvingRandomSearchCV": "wrappers:search",
        "MultiOutputClassifier": "multioutput:classifier",
        "MultiOutputRegressor": "multioutput:regressor",
        "OneVsOneClassifier": "multiclass:one_vs_one",
        "OneVsRestClassifier": "multiclass:one_vs_rest",
        "OutputCodeClassifier": "multiclass:output_code",
        "RandomizedSearchCV": "wrappers:search",
        "RegressorChain": "multioutput:regressor_chain",
        "SelfTrainingClassifier": "wrappers:self_training",
        "TransformedTargetRegressor": "wrappers:transformed_target",
        "TunedThresholdClassifierCV": "wrappers:threshold",
        "_ConstantPredictor": "multiclass:constant",
        "IsotonicRegression": "calibration:isotonic",
        # covariances
        "EllipticEnvelope": "covariance:envelope",
        "EmpiricalCovariance": "covariance:mahalanobis",
        "GraphicalLasso": "covariance:mahalanobis",
        "GraphicalLassoCV": "covariance:mahalanobis",
        "LedoitWolf": "covariance:mahalanobis",
        "MinCovDet": "covariance:mahalanobis",
        "OAS": "covariance:mahalanobis",
        "ShrunkCovariance": "covariance:mahalanobis",
        # kernels, neighbours, clusters, networks
        "AffinityPropagation": "clusters:centers",
        "BayesianGaussianMixture": "mixtures:mixture",
        "Birch": "clusters:subclusters",
        "BisectingKMeans": "clusters:bisecting",
        "GaussianMixture": "mixtures:mixture",
        "GaussianProcessClassifier": "laplace:classifier",
        "_BinaryGaussianProcessClassifierLaplace": "laplace:binary",
        "GaussianProcessRegressor": "gaussian_process:regressor",
        "KMeans": "clusters:k_means",
        "KNeighborsClassifier": "neighbors:classifier",
        "KNeighborsRegressor": "neighbors:regressor",
        "KernelRidge": "kernel_maps:ridge",
        "LocalOutlierFactor": "local_outliers:factor",
        "MLPClassifier": "neural:classifier",
        "MLPRegressor": "neural:regressor",
        "MeanShift": "clusters:centers",
        "MiniBatchKMeans": "clusters:k_means",
        "NearestCentroid": "centroids:nearest",
        "NuSVC": "svm:classifier",
        "NuSVR": "svm:regression",
        "OneClassSVM": "svm:one_class",
        "RadiusNeighborsClassifier": "radius_neighbors:classifier",
        "RadiusNeighborsRegressor": "radius_neighbors:regressor",
        "SVC": "svm:classifier",
        "SVR": "svm:regression",
        # scaling
        "StandardScaler": "scalers:standard",
        "MinMaxScaler": "scalers:min_max",
        "MaxAbsScaler": "scalers:max_abs",
        "RobustScaler": "scalers:robust",
        # columns
        "ColumnTransformer": "columns:columns",
        "FeatureUnion": "columns:union",
        # categories and bins
        "DictVectorizer": "dicts:vectorizer",
        "KBinsDiscretizer": "bins:k_bins",
        "LabelBinarizer": "labels:binarizer",
        "LabelEncoder": "labels:encoder",
        "OneHotEncoder": "encoders:one_hot",
        "OrdinalEncoder": "encoders:ordinal",
        "TargetEncoder": "encoders:target",
        # texts
        "CountVectorizer": "text:counts",
        "HashingVectorizer": "text:hashed",
        "TfidfTransformer": "text:weighted",
        "TfidfVectorizer": "text:tfidf",
        # missing values
        "IterativeImputer": "iterative:iterative",
        "KNNImputer": "donors:imputed",
        "MissingIndicator": "imputers:indicator",
        "SimpleImputer": "imputers:simple",
        # functions of numbers
        "Binarizer": "functions:binarizer",
        "FunctionTransformer": "functions:function",
        "Normalizer": "functions:normalizer",
        "PolynomialFeatures": "polynomials:polynomial",
        "PowerTransformer": "powers:power",
        "QuantileTransformer": "quantiles:quantile",
        "SplineTransformer": "splines:spline",
        # selection of features
        "GenericUnivariateSelect": "selection:selected",
        "RFE": "selection:elimination",
        "RFECV": "selection:elimination",
        "SelectFdr": "selection:selected",
        "SelectFpr": "selection:selected",
        "SelectFromModel": "selection:selected",
        "SelectFwe": "selection:selected",
        "SelectKBest": "selection:selected",
        "SelectPercentile": "selection:selected",
        "SequentialFeatureSelector": "selection:selected",
        "VarianceThreshold": "selection:selected",
        # projections
        "AdditiveChi2Sampler": "chi_squared:additive",
        "BernoulliRBM": "neural:hidden_units",
        "CCA": "cross_decomposition:predicted",
        "FactorAnalysis": "decomposition:factor_analysis",
        "FastICA": "decomposition:independent_components",
        "FeatureAgglomeration": "clusters:agglomerated",
        "GaussianRandomProjection": "decomposition:random_projection",
        "IncrementalPCA": "decomposition:principal_components",
        "KernelCenterer": "kernel_maps:centered",
        "KernelPCA": "kernel_maps:kernel_components",
        "NeighborhoodComponentsAnalysis": "decomposition:neighborhood_components",
        "Nystroem": "kernel_maps:nystroem",
        "PCA": "decomposition:principal_components",
        "PLSCanonical": "cross_decomposition:predicted",
        "PLSRegression": "cross_decomposition:predicted",
        "PLSSVD": "cross_decomposition:singular_scores",
        "PolynomialCountSketch": "sketches:sketch",
        "RBFSampler": "decomposition:random_fourier",
        "SkewedChi2Sampler": "chi_squared:skewed",
        "SparseRandomProjection": "decomposition:random_projection",
        "TruncatedSVD": "decomposition:truncated_svd",
        # trees and ensembles
        "AdaBoostClassifier": "adaboost:classifier",
        "AdaBoostRegressor": "adaboost:regressor",
        "BaggingClassifier": "bagging:classifier",
        "BaggingRegressor": "bagging:regressor",
        "DecisionTreeClassifier": "trees:classifier",
        "DecisionTreeRegressor": "trees:regressor",
        "DummyClassifier": "dummy:classifier",
        "DummyRegressor": "dummy:regressor",
        "ExtraTreeClassifier": "trees:classifier",
        "ExtraTreeRegressor": "trees:regressor",
        "ExtraTreesClassifier": "random_forests:classifier",
        "ExtraTreesRegressor": "random_forests:regressor",
        "GradientBoostingClassifier": "gradient_boosting:classifier",
        "GradientBoostingRegressor": "gradient_boosting:regressor",
        "HistGradientBoostingClassifier": "hist_boosting:classifier",
        "HistGradientBoostingRegressor": "hist_boosting:regressor",
        "IsolationForest": "isolation:forest",
        "RandomForestClassifier": "random_forests:classifier",
        "RandomForestRegressor": "random_forests:regressor",
        "RandomTreesEmbedding": "random_forests:embedding",
        "StackingClassifier": "stacking:classifier",
        "StackingRegressor": "stacking:regressor",
        "VotingClassifier": "voting:classifier",
        "VotingRegressor": "voting:regressor",
    },
    "xgboost": {
        "Booster": "xgboost_models:booster",
        "XGBClassifier": "xgboost_models:classifier",
        "XGBRanker": "xgboost_models:regressor",
        "XGBRegressor": "xgboost_models:regressor",
        "XGBRFClassifier": "xgboost_models:classifier",
        "XGBRFRegressor": "xgboost_models:regressor",
    },
    "lightgbm": {
        "Booster": "lightgbm_models:booster",
        "LGBMClassifier": "lightgbm_models:classifier",
        "LGBMRanker": "lightgbm_models:regressor",
        "LGBMRegressor": "lightgbm_models:regressor",
    },
}

STEPS: Mapping[str, Mapping[str, str]] = {
    "sklearn": {
        "CCA": "cross_decomposition:scores",
        "IsotonicRegression": "calibration:isotonic_step",
        "PLSCanonical": "cross_decomposition:scores",
        "PLSRegression": "cross_decomposition:scores",
        "RFE": "selection:eliminated",
        "RFECV": "selection:eliminated",
    },
}
"""What estimators that have answers of their own make of a row in the middle of a pipeline."""

LIBRARIES: Mapping[str, str] = {"sklearn": "scikit-learn", "xgboost": "XGBoost", "lightgbm": "LightGBM"}
"""The libraries by the names people know them by."""


def converter_of(model: object) -> str | None:
    """The row of a model's class, or None."""
    return _row_of(model, CONVERTERS)


def step_of(model: object) -> str | None:
    """The row of a class that does something else in the middle of a pipeline, or None."""
    return _row_of(model, STEPS)


def _row_of(model: object, table: Mapping[str, Mapping[str, str]]) -> str | None:
    kind = type(model)
    return table.get(kind.__module__.partition(".")[0], {}).get(kind.__name__)
