// Texts of the elements for pages of an application, in Chinese.

export default {
  history: '变更历史',
  'history.field': '字段',
  'history.old': '旧值',
  'history.new': '新值',
  'history.user': '操作人',
  'history.time': '时间',
  'history.none': '暂无变更记录',
  'history.more': '显示更多',
  'history.shown': '已显示 {n} 条变更',
  'history.forbidden': '您没有权限查看此变更历史。',
  loading: '加载中…',
  signIn: '请登录后查看。',
  off: '此功能未启用。',
  noAnswer: '无法连接服务器。',
  failed: '数据加载失败。',
  tryAgain: '重试',
};
